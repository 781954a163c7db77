"""Stored records as bytes, kept in memory by their digests.

A digest tells what a record says, so none that is kept can be out of date: who knows the digests
of some records reads only those that this process has not read yet.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from books.memory import Memory
from books.models import Publication
from books.statements import InUTF8, Statement, given


class Stored(NamedTuple):
    digest: str
    record: bytes


KEPT: Memory[str, bytes] = Memory(32_000_000, size_of=len)


def stored_records(digests: Mapping[int, str]) -> dict[int, Stored]:
    """Of these publications, by key, what can be read now; one that was withdrawn is not there.

    `digests` are those that were just read; a record that has changed since comes with its own.
    """
    known = {pk: KEPT.get(digest) for pk, digest in digests.items()}
    found = {pk: Stored(digests[pk], record) for pk, record in known.items() if record is not None}
    for pk, digest, record in read(digests.keys() - found.keys()):
        KEPT.put(digest, record)
        found[pk] = Stored(digest, record)
    return found


def read(keys: Iterable[int]) -> list[tuple[int, str, bytes]]:
    keys = list(keys)
    if not keys:
        return []
    # Few sizes, since each is a statement of its own; no publication has the key 0.
    size = 1 << (len(keys) - 1).bit_length()
    keys += [0] * (size - len(keys))
    return records_of(size).rows(**{f"key_{place}": key for place, key in enumerate(keys)})


@cache
def records_of(size: int) -> Statement:
    keys = [given(f"key_{place}") for place in range(size)]
    rows = Publication.objects.public().filter(pk__in=keys)
    return Statement(lambda: rows.values_list("pk", "digest", InUTF8("record")))
