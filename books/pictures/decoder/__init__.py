"""Everything that reads the pixels of a picture: in a process with limits on memory and time.

Uses nothing of Django (Willow alone reads its settings), so that the process is small and starts
quickly. `books.pictures.client` is the other side.
"""
