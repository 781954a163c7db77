"""`<book>/cite.ris` and `<book>/cite.bib`: the citation of a book as a file."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from books.channels.bibtex import CONTENT_TYPE as BIBTEX_TYPE
from books.channels.bibtex import bibtex, key_of
from books.channels.ris import CONTENT_TYPE as RIS_TYPE
from books.channels.ris import ris
from books.index import find
from books.index.entries import path_value
from books.listing.freshness import checked_each_time
from books.models import Publication
from books.record import BookRecord

CITATIONS: dict[str, tuple[Callable[[BookRecord], str], str]] = {
    "ris": (ris, RIS_TYPE),
    "bib": (bibtex, BIBTEX_TYPE),
}


@checked_each_time
def cite(request: HttpRequest, kind: str) -> HttpResponse:
    """The citation of the book whose page stands above this address, to download."""
    site = Site.find_for_request(request)
    above = iri_to_uri(request.path.rpartition("/")[0] + "/")
    rows = Publication.objects.books().public().filter(site_id=site and site.pk)
    found = find.with_term(rows, "path", [path_value(above)])
    record = found.values_list("record", flat=True).order_by("object_id").first()
    if record is None:
        raise Http404("There is no such book.")
    book = BookRecord.model_validate_json(record)
    write, content_type = CITATIONS[kind]
    response = HttpResponse(write(book), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{key_of(book)}.{kind}"'
    return response


urlpatterns = [re_path(r"^.+/cite\.(?P<kind>ris|bib)$", cite, name="cite")]
