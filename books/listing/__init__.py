"""Lists of books as readers see them: made from publications, so that nothing hidden can show."""
