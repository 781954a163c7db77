"""When things expire: stored with their publications, so that no reader waits for the schedule.

Wagtail unpublishes what has expired when its command runs. From the second of its expiry nothing
reads it (`PublicationQuerySet.public`); the command then withdraws it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Max, Q
from wagtail.models import Page

from books.dates import NEVER
from books.models import Publication, PublicationTerm
from books.queries import LONGEST_LINE

# An alias is gone with its source.
LINE = ["alias_of__" * step + "expire_at" for step in range(LONGEST_LINE + 1)]


def expiries_of_pages(ids: Collection[int]) -> dict[int, datetime]:
    """Of those of these pages that expire, when."""
    any_of_them = Q(pk__in=[])
    for name in LINE:
        any_of_them |= Q(**{f"{name}__isnull": False})
    pages = Page.objects.filter(any_of_them, pk__in=ids).order_by().values_list("pk", *LINE)
    return {pk: min(filter(None, times)) for pk, *times in pages}


def expiries_of_shared(kind: str, ids: Iterable[int]) -> dict[int, datetime]:
    """Of those of these things that expire, when: each with the last book that names it.

    Where no book expires, as is usual, no term is looked up.
    """
    if not Publication.objects.books().stored().filter(expires__lt=NEVER).exists():
        return {}
    terms = PublicationTerm.objects.filter(name=kind, value__in=[str(pk) for pk in ids])
    lasts = terms.order_by().values_list("value").annotate(Max("publication__expires"))
    return {int(pk): last for pk, last in lasts if last != NEVER}
