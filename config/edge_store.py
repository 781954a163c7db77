"""What the edge keeps in memory: whole answers."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import blake2b
from math import inf
from time import monotonic, time

from django.utils.http import parse_http_date_safe

Headers = list[tuple[str, str]]
Key = tuple[str, ...]

# Bytes that an entry takes beside its key, its headers and its body, roughly.
OVERHEAD = 1500
NAME = "frontlist"
HIT = ("Cache-Status", f"{NAME}; hit")
HIT_WHILE_AWAY = ("Cache-Status", f'{NAME}; hit; detail="database away"')


@dataclass
class Entry:
    """An answer of status 200, made under a `version`; `fresh_until` is of the monotonic clock.

    From `expires` on, in seconds since the epoch, it is never shown, whatever else is known.
    """

    key: Key
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
        self.fresh_until = min(self.fresh_until, monotonic() + self.expires - time())
        self.hit = [*self.headers, HIT]
        self.hit_while_away = [*self.headers, HIT_WHILE_AWAY]

    @property
    def size(self) -> int:
        headers = sum(len(name) + len(value) for name, value in self.hit)
        return OVERHEAD + sum(map(len, self.key)) + headers + len(self.body)

    def is_shown(self, away: bool) -> bool:
        """While the database is away, what was true when it went counts as true."""
        return time() < self.expires if away else monotonic() < self.fresh_until


def names_of(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}
