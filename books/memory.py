"""What a process keeps in memory, up to so many bytes: the least recently asked for goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """Values by key; `size_of` tells the bytes that one takes."""

    def __init__(self, most: int, size_of: Callable[[Value], int]) -> None:
        self.most = most
        self.size_of = size_of
        self.size = 0
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Value | None:
        """Takes no lock, since each of its two steps is a single one of the interpreter's."""
        value = self._entries.get(key)
        if value is not None:
            try:
                self._entries.move_to_end(key)
            except KeyError:  # Another thread has just dropped it.
                return None
        return value

    def put(self, key: Key, value: Value) -> None:
        with self._lock:
            self._drop(key)
            self._entries[key] = value
            self.size += self.size_of(value)
            while self.size > self.most:
                _key, dropped = self._entries.popitem(last=False)
                self.size -= self.size_of(dropped)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        if (value := self._entries.pop(key, None)) is not None:
            self.size -= self.size_of(value)
