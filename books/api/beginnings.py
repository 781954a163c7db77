"""First pages, which are asked for most: by statements that Django builds once.

Of all books, of those with one value of one term, and of what a search finds, best first.
"""

from functools import cache
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from wagtail.models import Site

from books.api.paging import TOLD, Order, Row, columns_of, with_last_change
from books.api.sites import books_here, books_on, searched_on
from books.index import find
from books.index.counts import Counts
from books.models import Publication, PublicationCount, PublicationTerm
from books.sites import sites_asked
from books.statements import Given, Statement, given

# Of so many books a value is a common one.
COMMON = 1000
BEST_FIRST: Order = ("relevance", "-sort_date", "object_id")
Rows = tuple[list[Row], int]


def first_rows(order: Order, count: int, **address: Any) -> Rows:
    """So many of all books in this order, and how many there are."""
    names = (*TOLD, *columns_of(order), "site_id", "all")
    found = of_all(order, names, count).rows(**address)
    rows = [dict(zip(names, row, strict=True)) for row in found]
    if not rows:
        return [], 0
    first = rows[0]
    due = Counts(first["site_id"]).due(name="locale").count() if first["last_expiry"] else 0
    return rows, first["all"] - due


@cache
def of_all(order: Order, names: tuple[str, ...], count: int) -> Statement:
    keys = books_here().order_by(*order).values("pk")[:count]
    counted = books_counted(name="locale", site_id=Subquery(sites_asked()))
    rows = Publication.objects.filter(pk__in=keys).order_by(*order)
    rows = with_last_change(rows).annotate(all=Subquery(counted))
    return Statement(lambda: rows.values_list(*names))


def rows_with_term(order: Order, count: int, name: str, value: str, **address: Any) -> Rows:
    """So many of the books that have this value of this term, and how many have it."""
    term = {"name": name, "value": value}
    found = HOW_MANY_WITH_TERM.rows(**term, **address)
    if not found or not found[0][1]:
        return [], 0
    site, number, last_change, last_expiry = found[0]
    if last_expiry:
        number -= Counts(site).due(**term).count()
    names = ("pk", "digest", *columns_of(order))
    rows = with_term(order, names, count, number >= COMMON).rows(**term, site=site)
    return told(names, rows, [last_change, last_expiry]), number


def told(names: tuple[str, ...], rows: list[tuple], times: list[Any]) -> list[Row]:
    """`times` are the last change and the last expiry."""
    names = (*names, "last_change", "last_expiry")
    return [dict(zip(names, (*row, *times), strict=True)) for row in rows]


@cache
def with_term(order: Order, names: tuple[str, ...], count: int, common: bool) -> Statement:
    """The books of a common value are looked for among all in this order, for they come soon; of
    a rare one all are looked up, and sorted."""
    terms = PublicationTerm.objects.filter(name=given("name"), value=given("value"))
    books = books_on(given("site"))
    if common:
        own = terms.filter(publication=OuterRef("pk")).values("publication")
        # Unlike `Exists()`, a database asks this of one book after the other.
        books = books.alias(has=Subquery(own[:1])).filter(has__isnull=False)
    else:
        books = books.filter(pk__in=terms.values("publication"))
    keys = books.order_by(*order).values("pk")[:count]
    rows = Publication.objects.filter(pk__in=keys).order_by(*order)
    return Statement(lambda: rows.values_list(*names))


def books_counted(**terms: Any) -> QuerySet:
    counts = PublicationCount.objects.filter(**terms).order_by()
    return counts.values("name").annotate(number=Sum("books")).values("number")


def here() -> QuerySet:
    """The site at `address_asked`."""
    return Site.objects.filter(pk=Subquery(sites_asked())).order_by()


def how_many_with_term() -> QuerySet:
    counted = books_counted(name=given("name"), value=given("value"), site_id=OuterRef("pk"))
    rows = with_last_change(here()).annotate(number=Subquery(counted))
    return rows.values_list("pk", "number", "last_change", "last_expiry")


HOW_MANY_WITH_TERM = Statement(how_many_with_term)


def best_rows(text: str, count: int, **address: Any) -> Rows:
    """So many of the books that a search finds, the best first, and how many it finds."""
    values = find.values_of(text)
    found = HERE.rows(**address) if values else []
    if not found:
        return [], 0
    site, *times = found[0]
    names = ("pk", "digest", *columns_of(BEST_FIRST))
    number = sum(books for (books,) in HOW_MANY_FOUND.rows(**values, site=site))
    rows: list[tuple] = []
    for part in best(names, count):
        if len(rows) < min(count, number):
            rows += part.rows(**values, site=site)
    return told(names, rows[:count], times), number


def searched_for() -> find.Search:
    return find.Search({name: Given(name) for name in find.values_of("any")})


def all_found() -> QuerySet:
    found = searched_for().found(searched_on(given("site"))).order_by()
    return found.values("site_id").annotate(all=Count("*")).values_list("all")


HERE = Statement(lambda: with_last_change(here()).values_list("pk", "last_change", "last_expiry"))
HOW_MANY_FOUND = Statement(all_found, planned_once=False)


@cache
def best(names: tuple[str, ...], count: int) -> list[Statement]:
    """The rows of either part; where the texts are looked through first, their words decide."""
    digest = Publication.objects.filter(pk=OuterRef("pk")).values("digest")
    before, in_texts = (
        part.annotate(digest=Subquery(digest)).order_by(*BEST_FIRST).values_list(*names)[:count]
        for part in searched_for().best_first(searched_on(given("site")))
    )
    return [Statement(lambda: before), Statement(lambda: in_texts, planned_once=False)]
