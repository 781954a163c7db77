"""When publications expire: stored with them, so that no reader waits for the schedule to run.

Wagtail unpublishes what has expired when its command runs. From the second of its expiry nothing
reads it (`PublicationQuerySet.public`); the command then withdraws it under a number of its own.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Max, Q
from wagtail.models import Page

from books.models import Publication, PublicationSearch, PublicationTerm
from books.models.publication import NEVER
from books.publishing.faces import MODELS, PAGE_KINDS, Key
from books.publishing.shared import SHARED
from books.queries import LONGEST_LINE

# An alias is gone with its source.
LINE = ["alias_of__" * step + "expire_at" for step in range(LONGEST_LINE + 1)]


def write_expiry(rows: dict[Key, Publication]) -> list[Publication]:
    """Store when these publications expire, which changes no record and takes no number.

    Returns those for which that has changed.
    """
    times = expiries([key for key, row in rows.items() if not row.withdrawn])
    changed = [row for key, row in rows.items() if row.expires != times.get(key, NEVER)]
    for row in changed:
        row.expires = times.get(Key(row.kind, row.object_id), NEVER)
        PublicationSearch.objects.filter(pk=row.pk).update(expires=row.expires)
    Publication.objects.bulk_update(changed, ["expires"], batch_size=50)
    return changed


def expiries(keys: Collection[Key]) -> dict[Key, datetime]:
    """Of all that expires, when."""
    times = {}
    for kind in {key.kind for key in keys}:
        ids = [key.object_id for key in keys if key.kind == kind]
        if kind in PAGE_KINDS:
            found = expiries_of_pages(ids)
        else:
            found = expiries_of_shared(kind, ids) if kind in SHARED else {}
        times.update({Key(kind, pk): time for pk, time in found.items()})
    return times


def expiries_of_pages(ids: Collection[int]) -> dict[int, datetime]:
    any_of_them = Q(pk__in=[])
    for name in LINE:
        any_of_them |= Q(**{f"{name}__isnull": False})
    pages = Page.objects.filter(any_of_them, pk__in=ids).order_by().values_list("pk", *LINE)
    return {pk: min(filter(None, times)) for pk, *times in pages}


def expiries_of_shared(kind: str, ids: Collection[int]) -> dict[int, datetime]:
    """Their own, or that of the last book that names them, if none stays."""
    own = MODELS[kind]._default_manager.filter(pk__in=ids).exclude(expire_at=None)
    times = dict(own.values_list("pk", "expire_at"))
    for pk, last in last_expiries_of_books(kind, ids):
        times[pk] = min(times.get(pk, NEVER), last)
    return {pk: time for pk, time in times.items() if time != NEVER}


def last_expiries_of_books(kind: str, ids: Collection[int]) -> Iterable[tuple[int, datetime]]:
    if not Publication.objects.books().stored().filter(expires__lt=NEVER).exists():
        return []
    terms = PublicationTerm.objects.filter(name=kind, value__in=[str(pk) for pk in ids])
    lasts = terms.filter(publication__kind=Publication.Kind.BOOK).order_by().values_list("value")
    return [(int(pk), last) for pk, last in lasts.annotate(Max("publication__expires"))]
