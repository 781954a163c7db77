"""What the head of a page says to search engines and other sites, from what is stored of it."""
