"""The picture that other sites show of a book's address, drawn from its publication."""
