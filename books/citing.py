"""`<book>/cite.ris` and `<book>/cite.bib`: the citation of a book as a file."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path

from books.channels.bibtex import CONTENT_TYPE as BIBTEX_TYPE
from books.channels.bibtex import bibtex, key_of
from books.channels.ris import CONTENT_TYPE as RIS_TYPE
from books.channels.ris import ris
from books.listing.freshness import checked_each_time
from books.listing.here import book_at
from books.record import BookRecord

CITATIONS: dict[str, tuple[Callable[[BookRecord], str], str]] = {
    "ris": (ris, RIS_TYPE),
    "bib": (bibtex, BIBTEX_TYPE),
}


@checked_each_time
def cite(request: HttpRequest, kind: str) -> HttpResponse:
    """The citation of the book whose page stands above this address, to download."""
    row = book_at(request, request.path.rpartition("/")[0] + "/")
    if row is None:
        raise Http404("There is no such book.")
    book = BookRecord.model_validate_json(row.record)
    write, content_type = CITATIONS[kind]
    response = HttpResponse(write(book), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{key_of(book)}.{kind}"'
    return response


urlpatterns = [re_path(r"^.+/cite\.(?P<kind>ris|bib)$", cite, name="cite")]
