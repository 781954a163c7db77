"""What the edge keeps in memory: whole answers, of which the least recently asked for go first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import blake2b
from math import inf
from time import monotonic, time

from django.utils.http import parse_http_date_safe

Headers = list[tuple[str, str]]
Key = tuple[str, ...]

# Bytes that an entry takes beside its body and its headers, roughly.
OVERHEAD = 1500
NAME = "frontlist"
HIT = ("Cache-Status", f"{NAME}; hit")
HIT_WHILE_AWAY = ("Cache-Status", f'{NAME}; hit; detail="database away"')


@dataclass
class Entry:
    """An answer of status 200, made under a `version`; `fresh_until` is of the monotonic clock.

    From `expires` on, in seconds since the epoch, it is never shown, whatever else is known.
    """

    headers: Headers
    body: bytes
    version: Hashable
    fresh_until: float
    expires: float = field(init=False)
    hit: Headers = field(init=False)
    hit_while_away: Headers = field(init=False)

    def __post_init__(self) -> None:
        named = names_of(self.headers)
        if "etag" not in named:
            digest = blake2b(self.body, digest_size=16).hexdigest()
            self.headers.append(("ETag", f'W/"{digest}"'))
        if "content-length" not in named:
            self.headers.append(("Content-Length", str(len(self.body))))
        self.expires = parse_http_date_safe(named.get("expires", "")) or inf
        self.hit = [*self.headers, HIT]
        self.hit_while_away = [*self.headers, HIT_WHILE_AWAY]

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.body) + sum(len(name) + len(value) for name, value in self.hit)

    def is_shown(self, away: bool) -> bool:
        """While the database is away, what was true when it went counts as true."""
        return (away or monotonic() < self.fresh_until) and time() < self.expires


def names_of(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


class Store:
    """Entries by key, as many as `most` bytes hold."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        """Takes no lock, since each of its two steps is a single one of the interpreter's."""
        entry = self._entries.get(key)
        if entry is not None:
            try:
                self._entries.move_to_end(key)
            except KeyError:  # Another thread has just dropped it.
                return None
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self.size += entry.size
            while self.size > self.most:
                self._drop(next(iter(self._entries)))

    def drop(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            self.size -= entry.size
