"""`/api/v3/books/`: the stored records, straight from their publications."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.http import quote_etag
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, Field

from books.api.answers import Listing, answer, listing
from books.api.beginnings import best_rows, first_rows, rows_with_term
from books.api.filters import ISBN, BookFilters
from books.api.paging import (
    TOLD,
    Order,
    Page,
    Paging,
    changed_at,
    first_page,
    read_page,
    turned,
    with_last_change,
    with_records,
)
from books.api.partial import cut, described, fields_of, partial
from books.api.problems import bad_parameter, one_of_these
from books.api.sites import (
    SiteName,
    books_here,
    books_on,
    public_books,
    searched_on,
    site_id_of,
)
from books.index import find
from books.index.counts import Counts
from books.index.entries import path_value
from books.publishing.stale_records import rebuild_stale
from books.record import BookRecord
from books.sites import address_asked
from books.statements import InUTF8, Statement, given
from books.stored_records import Stored

router = Router(tags=["books"])

NEWEST: Order = ("-sort_date", "object_id")
BY_TITLE: Order = ("title_key", "object_id")
BY_AUTHOR: Order = ("author_key", "object_id")
ORDERS: dict[str, Order] = {
    "published": turned(NEWEST),
    "-published": NEWEST,
    "title": BY_TITLE,
    "-title": turned(BY_TITLE),
    "author": BY_AUTHOR,
    "-author": turned(BY_AUTHOR),
    "relevance": ("relevance", *NEWEST),
}
Fields = fields_of(BookRecord)
# Of a list on its first page.
PLAIN = {"order", "limit", "fields"}


class FacetValue(Schema):
    """How many books have this value; `value` is what the filter of the same name takes."""

    value: str
    label: str
    count: int


class Facets(Schema):
    """For each facet asked for, its most frequent values, at most 100."""

    contributor: list[FacetValue] = None
    role: list[FacetValue] = None
    subject: list[FacetValue] = None
    series: list[FacetValue] = None
    form: list[FacetValue] = None
    language: list[FacetValue] = None
    availability: list[FacetValue] = None


FACETS = tuple(Facets.model_fields)


class BookList(Listing):
    items: list[BookRecord]
    facets: Facets = Field(None, description="There if `facets` asks for them.")


PartialBookRecord = partial(BookRecord)


class PartialBookList(Listing):
    items: list[PartialBookRecord]
    facets: Facets = None


def check_facets(text: str) -> list[str]:
    return one_of_these(text.split(","), FACETS, "facet")


class BookListing(Paging):
    order: Literal[tuple(ORDERS)] = Field(
        None,
        description="`-` turns an order round. By default `-published`, of a search `relevance`.",
    )
    fields: Fields = None
    facets: Annotated[
        str,
        Field(
            max_length=200,
            description="Count the books of the same filter by these, parted by commas.",
            examples=["subject,form"],
            json_schema_extra={"pattern": f"^({'|'.join(FACETS)})(,({'|'.join(FACETS)}))*$"},
        ),
        AfterValidator(check_facets),
    ] = None
    site: SiteName = None


class BookPlace(Schema):
    fields: Fields = None
    site: SiteName = None


class PagePath(Schema):
    path: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            pattern="^/",
            description="From the root of the site, with the language before it where it has one.",
            examples=["/books/in-defense-of-small-producers/"],
        ),
    ]


@router.get(
    "/",
    response=BookList,
    url_name="list_books",
    operation_id="books_list",
    openapi_extra=described(BookList),
    summary="List books",
    description="Every book that can be read today, whole, filtered and in order.",
)
def list_books(
    request: HttpRequest, filters: Query[BookFilters], asked: Query[BookListing]
) -> HttpResponse:
    name = order_of(filters, asked)
    if is_beginning(filters, asked, name):
        return list_beginning(request, filters, asked, name)
    site_id = site_id_of(request, asked.site)
    counts = Counts(site_id)
    rows, parts = chosen(filters, site_id, name)
    page = read_page(parts, asked, name, ORDERS[name])
    count = page.count_if_whole(asked)
    if count is None:
        count = filters.count_stored(counts)
    if count is None:
        count = rows.count()
    more = {"facets": facets_of(rows, filters, counts, asked.facets)} if asked.facets else {}
    return list_whole(request, page, count, asked, **more)


def chosen(
    filters: BookFilters, site_id: int | None, order: str
) -> tuple[QuerySet, list[QuerySet]]:
    """The rows of all that is chosen, and the parts in which they stand in this order."""
    if filters.search is None:
        rows = filters.apply(books_on(site_id))
        return rows, [rows]
    text, rows = find.Search.of(filters.search), filters.apply(searched_on(site_id))
    found = text.among(rows)
    if order == "relevance":
        return found, text.best_first(rows)
    if ORDERS[order][0].endswith("sort_date"):
        return found, [found]
    return found, [books_on(site_id).filter(pk__in=found.values("pk"))]


def is_beginning(filters: BookFilters, asked: BookListing, order: str) -> bool:
    """Whether this is one of the first pages that are asked for most."""
    if not asked.model_fields_set <= PLAIN:
        return False
    if filters.search is not None:
        return filters.asked.keys() == {"search"} and order == "relevance"
    return not filters.asked or filters.single is not None


def list_beginning(
    request: HttpRequest, filters: BookFilters, asked: BookListing, name: str
) -> HttpResponse:
    order, enough, address = ORDERS[name], asked.limit + 1, address_asked(request)
    if filters.search is not None:
        found, count = best_rows(filters.search, enough, **address)
    elif filters.single is not None:
        found, count = rows_with_term(order, enough, *filters.single, **address)
    else:
        found, count = first_rows(order, enough, **address)
    return list_whole(request, first_page(found, name, order, asked.limit), count, asked)


def list_whole(
    request: HttpRequest, page: Page, count: int, asked: BookListing, **more: Any
) -> HttpResponse:
    page.rows = with_records(page.rows)
    items = cut((row["record"] for row in page.rows), asked.fields)
    digests = [row["digest"] for row in page.rows]
    return listing(request, items, page, count, asked.fields, digests, **more)


def order_of(filters: BookFilters, asked: BookListing) -> str:
    searching = filters.search is not None
    if asked.order == "relevance" and not searching:
        raise bad_parameter("order", "Only what a search finds has an order of relevance.")
    return asked.order or ("relevance" if searching else "-published")


def facets_of(
    rows: QuerySet, filters: BookFilters, counts: Counts, names: list[str]
) -> dict[str, list[dict]]:
    counted = find.count_facets(rows, names) if filters.asked else counts.facets(names)
    return {name: [each._asdict() for each in values] for name, values in counted.items()}


@router.get(
    "/by-path/",
    response=BookRecord,
    url_name="book_by_path",
    operation_id="books_by_path",
    openapi_extra=described(BookRecord),
    summary="The book at an address",
    description="The book whose page stands at this path of the site.",
)
def book_by_path(
    request: HttpRequest, path: Query[PagePath], asked: Query[BookPlace]
) -> HttpResponse:
    value = path_value(iri_to_uri(path.path.rstrip("/") + "/"))
    return found(find.with_term(public_books(request, asked.site), "path", [value]), asked)


@router.get(
    "/by-isbn/{isbn}/",
    response=BookRecord,
    url_name="book_by_isbn",
    operation_id="books_by_isbn",
    openapi_extra=described(BookRecord),
    summary="The book with an ISBN",
    description="The book of which one format has this ISBN, written with 10 or 13 digits.",
)
def book_by_isbn(request: HttpRequest, isbn: Path[ISBN], asked: Query[BookPlace]) -> HttpResponse:
    return found(find.with_term(public_books(request, asked.site), "isbn", [isbn]), asked)


@router.get(
    "/{int:book_id}/",
    response=BookRecord,
    url_name="detail_book",
    operation_id="books_detail",
    openapi_extra=described(BookRecord),
    summary="One book",
    description="The book with this id; one that cannot be read is as one that is not there.",
)
def get_book(request: HttpRequest, book_id: int, asked: Query[BookPlace]) -> HttpResponse:
    if asked.site is not None:
        return found(public_books(request, asked.site).filter(object_id=book_id), asked)
    return shown(BOOK_HERE.rows(book_id=book_id, **address_asked(request)), asked)


def first_of(rows: QuerySet) -> QuerySet:
    """Several may have an ISBN, as translations of one work.

    When the first is withdrawn, the next may be older; so the answer is as new as any change.
    """
    rows = with_last_change(rows).order_by("object_id")
    return rows.values_list(InUTF8("record"), *TOLD)[:1]


BOOK_HERE = Statement(lambda: first_of(books_here().filter(object_id=given("book_id"))))


def found(rows: QuerySet, asked: BookPlace) -> HttpResponse:
    return shown(list(first_of(rows)), asked)


def shown(rows: list[tuple], asked: BookPlace) -> HttpResponse:
    if not rows:
        raise Http404("There is no such book.")
    record, *others = rows[0]
    row = dict(zip(TOLD, others, strict=True))
    stored = {row["pk"]: Stored(row["digest"], record)}
    if row["last_expiry"]:
        stored = rebuild_stale(stored)
    if not stored:
        raise Http404("There is no such book.")
    digest, record = stored[row["pk"]]
    response = answer(cut([record], asked.fields)[0], changed_at(row), asked.fields)
    response["ETag"] = quote_etag(digest)
    return response
