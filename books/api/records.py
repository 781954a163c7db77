"""The stored records that lists show, as bytes.

They are kept by their digests, which tell what a record says: so none that is kept can be out of
date. What a list finds tells the digests alone; after a change only what changed is read anew.
"""

from collections.abc import Iterable
from functools import cache

from books.api.paging import Row
from books.memory import Memory
from books.models import Publication
from books.statements import InUTF8, Statement, given

KEPT: Memory[str, bytes] = Memory(32_000_000, size_of=len)


def with_records(rows: list[Row]) -> list[Row]:
    """Each with its `record`; what was withdrawn meanwhile is left out."""
    for row in rows:
        row["record"] = KEPT.get(row["digest"])
    missing = {row["pk"]: row for row in rows if row["record"] is None}
    for pk, digest, record in read(missing):
        missing[pk].update(digest=digest, record=record)
        KEPT.put(digest, record)
    return [row for row in rows if row["record"] is not None]


def read(keys: Iterable[int]) -> list[tuple[int, str, bytes]]:
    """Key, digest and record of those of these publications that can be read."""
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
