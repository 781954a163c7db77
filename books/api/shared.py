"""`/api/v3/contributors/`, `subjects/`, `series/`: what books share, and in which books."""

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from books.api.answers import Listing, answer, listing
from books.api.paging import (
    TOLD,
    Order,
    Paging,
    Row,
    read_page,
    with_last_change,
    with_records,
)
from books.api.sites import SiteName, public_books
from books.index import find
from books.models import Publication, PublicationTerm
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord

Kind = Publication.Kind
BY_NAME: Order = ("title_key", "object_id")
MOST_IDS = 1000


class BooksOf(Schema):
    """How many public books there are, and the ids of the newest 1,000, newest first."""

    count: int
    ids: list[int]


class SharedListing(Paging):
    search: str = Field(
        None,
        min_length=1,
        max_length=200,
        description="Words of the name or the sort name, or their beginnings.",
    )
    site: SiteName = None


class SharedPlace(Schema):
    site: SiteName = None


def router_of(kind: Kind, record: type[Schema], plural: str, one: str) -> Router:
    """The list of one kind of thing, and each of them."""
    router = Router(tags=[plural])
    name = record.__name__.removesuffix("Record")
    item = create_model(name, __base__=record, books=(BooksOf, ...))
    item_list = create_model(f"{name}List", __base__=Listing, items=(list[item], ...))

    @router.get(
        "/",
        response=item_list,
        url_name=f"list_{plural}",
        operation_id=f"{plural}_list",
        summary=f"List {plural}",
        description=f"Every {one} that a public book names, by name, with the ids of those books.",
    )
    def list_things(request: HttpRequest, asked: Query[SharedListing]) -> HttpResponse:
        books = public_books(request, asked.site)
        rows = find.named_by(books, kind)
        if asked.search is not None:
            rows = find.search(rows, asked.search)
        page = read_page([rows], asked, "name", BY_NAME)
        count = page.count_if_whole(asked)
        count = rows.count() if count is None else count
        items = with_books(with_records(page.rows), kind, books)
        return listing(request, items, page, count)

    @router.get(
        "/{int:thing_id}/",
        response=item,
        url_name=f"detail_{plural}",
        operation_id=f"{plural}_detail",
        summary=f"One {one}",
        description=f"The {one} with this id, if a public book names it.",
    )
    def get_thing(request: HttpRequest, thing_id: int, asked: Query[SharedPlace]) -> HttpResponse:
        books = public_books(request, asked.site)
        row = find.named_by(books, kind).filter(object_id=thing_id)
        rows = with_records(list(with_last_change(row).values("object_id", *TOLD)))
        if not rows:
            raise Http404(f"There is no such {one}.")
        return answer(with_books(rows, kind, books)[0])

    return router


def with_books(rows: list[Row], kind: str, books: QuerySet) -> list[bytes]:
    """The JSON of the stored records, each with its books added at its end."""
    added = books_of([row["object_id"] for row in rows], kind, books)
    return [
        b'%b,"books":%b}' % (row["record"][:-1], added[row["object_id"]].model_dump_json().encode())
        for row in rows
    ]


def books_of(ids: list[int], kind: str, books: QuerySet) -> dict[int, BooksOf]:
    """The newest books that name each of these things, in one statement."""
    terms = PublicationTerm.objects.filter(
        name=kind, value__in=[str(pk) for pk in ids], publication__in=books.values("pk")
    )
    newest = [F("publication__sort_date").desc(), F("publication__object_id")]
    ranked = terms.annotate(
        count=Window(Count("pk"), partition_by="value"),
        rank=Window(RowNumber(), partition_by="value", order_by=newest),
    ).filter(rank__lte=MOST_IDS)
    found = {pk: BooksOf(count=0, ids=[]) for pk in ids}
    for value, count, book_id in ranked.order_by("value", "rank").values_list(
        "value", "count", "publication__object_id"
    ):
        found[int(value)].count = count
        found[int(value)].ids.append(book_id)
    return found


contributors_router = router_of(Kind.CONTRIBUTOR, ContributorRecord, "contributors", "contributor")
subjects_router = router_of(Kind.SUBJECT, SubjectRecord, "subjects", "subject")
series_router = router_of(Kind.SERIES, SeriesRecord, "series", "series")
