"""Doing all publications again from what is public now, or only telling where they differ.

And forgetting, after a while, what was withdrawn.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from books.index import counts
from books.models import (
    Publication,
    PublicationCount,
    PublicationOffer,
    PublicationSearch,
    PublicationTerm,
    PublicationUse,
)
from books.publishing.faces import MODELS, PAGE_KINDS, faces_of_pages, faces_of_things
from books.publishing.publications import (
    Drift,
    compare,
    compare_entries,
    lock_numbering,
    refresh_pages,
    refresh_things,
    stored_pages,
    stored_things,
)

BATCH = 100
INDEX = (
    Publication,
    PublicationCount,
    PublicationOffer,
    PublicationSearch,
    PublicationTerm,
    PublicationUse,
)


class Batch:
    """Some pages, or some things of one kind, whose publications are done together."""

    def __init__(self, kind: str | None, ids: list[int]):
        self.kind = kind
        self.ids = ids

    @transaction.atomic
    def rebuild(self) -> int:
        """How many publications had to change. Raises RecordError."""
        if self.kind is None:
            return refresh_pages(self.ids)
        return refresh_things(self.kind, self.ids)

    @transaction.atomic
    def drift(self) -> list[Drift]:
        """Which publications would change. Raises RecordError."""
        if self.kind is None:
            rows, faces = stored_pages(self.ids), faces_of_pages(self.ids)
        else:
            rows, faces = stored_things(self.kind, self.ids), faces_of_things(self.kind, self.ids)
        return [*compare(rows, faces), *compare_entries(rows, faces)]


def everything() -> Iterator[Batch]:
    """All that is published or should be: what exists, and what has a publication."""
    pages = Page.objects.filter(depth__gt=1).values_list("pk", flat=True)
    rows = Publication.objects.values_list("object_id", flat=True)
    yield from batches(None, {*pages, *rows.filter(kind__in=PAGE_KINDS)})
    for kind, model in MODELS.items():
        things = model._default_manager.values_list("pk", flat=True)
        yield from batches(kind, {*things, *rows.filter(kind=kind)})


def batches(kind: str | None, ids: set[int]) -> Iterator[Batch]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield Batch(kind, ordered[start : start + BATCH])


@transaction.atomic
def miscounted() -> dict[tuple, int]:
    """By how much stored counts of books are too low; locked, since they are two questions."""
    lock_numbering()
    return counts.drift()


@transaction.atomic
def recount() -> int:
    """Make the stored counts true again; returns how many were not."""
    missing = miscounted()
    counts.add(missing)
    return len(missing)


def look_again() -> None:
    """Let PostgreSQL see at once how much there is of what, as it otherwise would after a while."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in INDEX)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


@transaction.atomic
def forget_withdrawn() -> int:
    """Remove tombstones that every mirror has had time to read; returns how many."""
    numbering = lock_numbering()
    latest = timezone.now() - timedelta(days=settings.CHANGES_KEPT_DAYS)
    old = Publication.objects.filter(digest="", changed_at__lt=latest)
    numbering.forgotten = old.aggregate(highest=Max("number"))["highest"] or numbering.forgotten
    numbering.save(update_fields=["forgotten"])
    return old.delete()[0]
