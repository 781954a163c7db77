"""Collects what a transaction changes, and settles it once, before the commit.

Within `one_change()` every change of what the public sees is only noted. When the outermost
one ends, the publications concerned are brought up to date, in the same transaction: either
both the change and its publications are committed, or neither is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from asgiref.local import Local
from django.db import transaction


@dataclass
class Changes:
    """Pages by id, subtrees by path, and by kind and id: other things, and uses of things."""

    pages: set[int] = field(default_factory=set)
    trees: set[str] = field(default_factory=set)
    things: set[tuple[str, int]] = field(default_factory=set)
    uses: set[tuple[str, int]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.pages or self.trees or self.things or self.uses)


@dataclass
class Noted:
    """What this thread has noted, and how many changes deep it is."""

    depth: int = 0
    changes: Changes = field(default_factory=Changes)

    def take(self) -> Changes:
        """What was noted; afterwards nothing is."""
        changes, self.changes = self.changes, Changes()
        return changes


_local = Local()


def noted() -> Noted:
    if not hasattr(_local, "noted"):
        _local.noted = Noted()
    return _local.noted


@contextmanager
def one_change() -> Iterator[Changes]:
    """A transaction whose changes are settled at its end; within another, at the other's end.

    It holds the numbering before it touches any row: all changes wait in one queue, and no two
    can wait for each other.
    """
    # Models import this module; what numbers and settles a change imports the models.
    from books.publishing.publications import lock_numbering
    from books.publishing.settling import settle

    here = noted()
    with transaction.atomic():
        if not here.depth:
            lock_numbering()
        here.depth += 1
        try:
            yield here.changes
            if here.depth == 1 and here.changes:
                settle(here.take())
        finally:
            here.depth -= 1
            if not here.depth:
                here.take()
