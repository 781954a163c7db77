"""How a book is shown before it is public: the modes of the preview pane, and shared drafts."""
