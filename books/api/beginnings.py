"""First pages, which are asked for most: by statements that Django builds once.

Of all books, of those with one value of one term, and of what a search finds, best first.
"""

from functools import cache
from typing import Any

from django.db.models import Count, Subquery, Sum

from books.api.paging import Order, Row, columns_of, last_change
from books.api.sites import books_here, counts_here, searched_here
from books.index import find
from books.models import Publication, PublicationTerm
from books.statements import Given, Statement, given

RECORD = ("record", "digest", "last_change")
BEST_FIRST: Order = ("relevance", "-sort_date", "object_id")


def first_rows(
    order: Order, count: int, term: tuple[str, str] | None, **address: Any
) -> tuple[list[Row], int]:
    """So many of the books that have this value of a term, or of all; and how many these are."""
    names = (*RECORD, *columns_of(order), "count")
    name, value = term or ("locale", None)
    statement = beginning(order, names, count, filtered=term is not None)
    found = statement.rows(name=name, value=value, **address)
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return rows, rows[0]["count"] if rows else 0


@cache
def beginning(order: Order, names: tuple[str, ...], count: int, filtered: bool) -> Statement:
    """How common a value is decides where to look for it first: so this is planned each time."""
    books, counts = books_here(), counts_here().filter(name=given("name"))
    if filtered:
        terms = PublicationTerm.objects.filter(name=given("name"), value=given("value"))
        books = books.filter(pk__in=terms.values("publication"))
        counts = counts.filter(value=given("value"))
    counted = counts.values("name").annotate(number=Sum("books")).values("number")
    rows = Publication.objects.filter(pk__in=books.order_by(*order).values("pk")[:count])
    rows = rows.annotate(last_change=last_change(), count=Subquery(counted)).order_by(*order)
    return Statement(lambda: rows.values_list(*names), planned_once=not filtered)


def best_rows(text: str, count: int, **address: Any) -> tuple[list[Row], int]:
    """So many of the books that a search finds, the best first, and how many it finds."""
    values = find.values_of(text)
    if not values:
        return [], 0
    found: list[tuple] = []
    for part in best(count):
        if len(found) < count:
            found += part.rows(**values, **address)
    found = found[:count]
    rows = with_records(found, ("pk", *columns_of(BEST_FIRST)), count)
    if len(found) < count:
        return rows, len(rows)
    return rows, all_found().rows(**values, **address)[0][0]


def searched_for() -> find.Search:
    return find.Search({name: Given(name) for name in find.values_of("any")})


@cache
def best(count: int) -> list[Statement]:
    """The keys of either part; where the texts are looked through first, their words decide."""
    before, in_texts = (
        part.order_by(*BEST_FIRST).values_list("pk", *columns_of(BEST_FIRST))[:count]
        for part in searched_for().best_first(searched_here())
    )
    return [Statement(lambda: before), Statement(lambda: in_texts, planned_once=False)]


@cache
def all_found() -> Statement:
    found = searched_for().found(searched_here())
    return Statement(lambda: found.values("kind").annotate(all=Count("pk")).values_list("all"))


def with_records(found: list[tuple], names: tuple[str, ...], count: int) -> list[Row]:
    """Each with its record; what was withdrawn meanwhile is left out."""
    keys = [row[0] for row in found] + [0] * (count - len(found))
    values = {f"key_{place}": key for place, key in enumerate(keys)}
    records = {
        pk: dict(zip(RECORD, row, strict=True)) for pk, *row in records_of(count).rows(**values)
    }
    return [
        dict(zip(names, row, strict=True)) | records[row[0]] for row in found if row[0] in records
    ]


@cache
def records_of(count: int) -> Statement:
    keys = [given(f"key_{place}") for place in range(count)]
    rows = Publication.objects.public().filter(pk__in=keys).annotate(last_change=last_change())
    return Statement(lambda: rows.values_list("pk", *RECORD))
