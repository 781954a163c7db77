"""Which publications a change touches, and bringing them up to date."""

from collections.abc import Iterable
from itertools import groupby

from wagtail.models import Page

from books.publishing import rebuilds
from books.publishing.changes import Changes
from books.publishing.faces import PAGE_KINDS
from books.publishing.publications import (
    refresh_pages,
    refresh_things,
    withdraw_unreadable,
)
from books.publishing.uses import Kind, Use, chunks, page_ids, users_of

# More pages than this are rebuilt by a task, so that nobody waits for them.
AT_ONCE = 100


def settle(changes: Changes) -> None:
    """Bring up to date what the changes touch; leave the many to a rebuild, never a withdrawal."""
    below = pages_below(changes.trees)
    below |= aliases_of(changes.pages | below)
    uses = {Use(*use) for use in changes.uses}
    users = users_of(uses | {Use(Kind.PAGE, pk) for pk in changes.pages | below})
    touched = page_ids(users) | below
    settle_things(changes.things | {user for user in users if user[0] not in PAGE_KINDS})
    many = len(touched - changes.pages) > AT_ONCE
    for ids in chunks(changes.pages if many else touched | changes.pages):
        refresh_pages(ids)
    if many:
        for ids in chunks(touched):
            withdraw_unreadable(ids)
        rebuilds.start(changes.trees, uses | {Use(Kind.PAGE, pk) for pk in changes.pages})


def settle_things(things: Iterable[tuple[str, int]]) -> None:
    for kind, keys in groupby(sorted(things), key=lambda thing: thing[0]):
        refresh_things(kind, [object_id for _, object_id in keys])


def aliases_of(sources: set[int]) -> set[int]:
    """The ids of the aliases of these pages, of what stands below those, and of their aliases."""
    aliases: set[int] = set()
    while sources:
        following: set[int] = set()
        for ids in chunks(sources):
            for pk, path, below in Page.objects.filter(alias_of__in=ids).values_list(
                "pk", "path", "numchild"
            ):
                following |= pages_below([path]) if below else {pk}
        sources = following - aliases
        aliases |= following
    return aliases


def pages_below(paths: Iterable[str]) -> set[int]:
    """The ids of the pages at and below these places in the tree."""
    ids: set[int] = set()
    for path in paths:
        ids.update(Page.objects.filter(path__startswith=path).values_list("pk", flat=True))
    return ids
