"""`/api/v3/books/`: the stored records, straight from their publications."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.models import Site

from books.models import Publication
from books.record import BookRecord

router = Router(tags=["books"], auth=[BearerTokenAuth(), AllowAnonymous()])


class BookList(Schema):
    """A page of books, newest first; `count` is the number of all."""

    count: int
    items: list[BookRecord]


class Paging(Schema):
    limit: Annotated[int, Field(ge=1, le=100, description="How many books, at most.")] = 20
    offset: Annotated[int, Field(ge=0, le=10**9, description="How many to leave out first.")] = 0


@router.get(
    "/",
    response=BookList,
    url_name="list_books",
    operation_id="books_list",
    summary="List books",
    description="Every book that can be read today, by publication date, newest first.",
)
def list_books(request: HttpRequest, paging: Query[Paging]) -> HttpResponse:
    rows = public_books(request)
    page = rows.order_by("-sort_date", "object_id").values_list("record", flat=True)
    records = page[paging.offset : paging.offset + paging.limit]
    return as_json(f'{{"count":{rows.count()},"items":[{",".join(records)}]}}')


@router.get(
    "/{int:book_id}/",
    response=BookRecord,
    url_name="detail_book",
    operation_id="books_detail",
    summary="One book",
    description="The book with this id; one that cannot be read is as one that is not there.",
)
def get_book(request: HttpRequest, book_id: int) -> HttpResponse:
    record = (
        public_books(request).filter(object_id=book_id).values_list("record", flat=True).first()
    )
    if record is None:
        raise Http404("There is no such book.")
    return as_json(record)


def public_books(request: HttpRequest):
    """The books of the requested site that anyone can read."""
    site = Site.find_for_request(request)
    return Publication.objects.books().public().filter(site_id=site.pk if site else None)


def as_json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
