"""Files on their way to a reader, which the server reads by itself (PEP 3333, `file_wrapper`)."""

import os
from collections.abc import Iterator
from typing import BinaryIO


class FileBody:
    """The rest of `file`, in pieces of `block_size` bytes."""

    def __init__(self, file: BinaryIO, block_size: int = 65536) -> None:
        self.file = file
        self.block_size = block_size

    @property
    def path(self) -> str | None:
        """Where the whole of it stands on this machine's disk, if it does."""
        name = getattr(self.file, "name", None)
        if not isinstance(name, str) or not os.path.isabs(name) or not os.path.isfile(name):
            return None
        return name if self.file.tell() == 0 else None

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")

    def close(self) -> None:
        if close := getattr(self.file, "close", None):
            close()
