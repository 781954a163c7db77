import os

from django.core.files.storage import FileSystemStorage

# Bytes of a name, with room for what the storage adds to one that is taken: Linux has 255.
LONGEST_NAME, LONGEST_EXTENSION = 200, 20


class MediaStorage(FileSystemStorage):
    """Uploads, under names that every file system takes.

    Django 5.2 counts a name's characters, not its bytes: a hundred in Chinese are too many.
    """

    def get_valid_name(self, name: str) -> str:
        stem, extension = os.path.splitext(super().get_valid_name(name))
        return shorten(stem, LONGEST_NAME) + shorten(extension, LONGEST_EXTENSION)


def shorten(text: str, most: int) -> str:
    """To so many bytes, without half a character at its end."""
    return text.encode()[:most].decode(errors="ignore")
