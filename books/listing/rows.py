"""Short rows of books: the newest, those to come, those on a shelf, and some that were chosen."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from books.index import find
from books.listing.cards import Card, cards_of
from books.listing.here import books_here
from books.listing.paging import NEWEST, rows_of
from books.models import Publication, PublisherSettings
from books.models.catalogue import Shelf


def newest_here(
    request: HttpRequest | None, count: int, leaving_out: Collection[int] = ()
) -> list[Card]:
    """Of what is out, or has no date, the latest first; `leaving_out` are page ids."""
    out = books_here(request).filter(sort_date__lte=timezone.localdate())
    return first_of(out.exclude(object_id__in=leaving_out).order_by(*NEWEST), request, count)


def forthcoming_here(request: HttpRequest | None, count: int) -> list[Card]:
    """What is to come, the soonest first."""
    to_come = books_here(request).filter(sort_date__gt=timezone.localdate())
    return first_of(to_come.order_by("sort_date", "object_id"), request, count)


def on_shelf_here(request: HttpRequest | None, shelf: Shelf, count: int) -> list[Card]:
    """Of one subject or series, the latest first."""
    rows = find.with_term(books_here(request), shelf._meta.model_name, [str(shelf.pk)])
    return first_of(rows.order_by(*NEWEST), request, count)


def chosen(books: list[int], request: HttpRequest | None) -> list[Card]:
    """Those of these books, by their page ids, that anyone can read; in this order."""
    rows = Publication.objects.books().public().filter(object_id__in=books)
    keys = dict(rows.values_list("object_id", "pk"))
    found = rows_of([keys[pk] for pk in books if pk in keys])
    return cards_of(found, PublisherSettings.behind(request).default_currency)


def first_of(rows: QuerySet, request: HttpRequest | None, count: int) -> list[Card]:
    found = rows_of(list(rows.values_list("pk", flat=True)[:count]))
    return cards_of(found, PublisherSettings.behind(request).default_currency)
