"""One contributor, subject or series merged into another, and taken out again."""
