"""`/sitemap.xml` and `/sitemaps/<kind>-<number>.xml` (sitemaps.org), from publications alone.

A sitemap holds what has an id within a span of 10,000: found by an index however many there
are, and each address always in the same sitemap.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, re_path, reverse
from wagtail.models import Site

from books.index import find
from books.listing.freshness import checked_each_time
from books.models import Publication
from books.publishing.shared import SHARED

SPAN = 10_000
ROWS_AT_ONCE = 2_000
KINDS = {
    "books": Publication.Kind.BOOK,
    "pages": Publication.Kind.PAGE,
    "contributors": Publication.Kind.CONTRIBUTOR,
    "subjects": Publication.Kind.SUBJECT,
    "series": Publication.Kind.SERIES,
}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
CONTENT_TYPE = "application/xml"


@checked_each_time
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """All sitemaps of the site that is asked."""
    site = site_of(request)
    return HttpResponse("".join(index_of(site)), content_type=CONTENT_TYPE)


@checked_each_time
def sitemap(request: HttpRequest, name: str, number: str) -> HttpResponseBase:
    """The addresses of one sitemap; one that would be empty is unknown."""
    site, first = site_of(request), int(number) * SPAN
    rows = rows_of(site, KINDS[name]).filter(object_id__range=(first, first + SPAN - 1))
    if not rows.exists():
        raise Http404("There is no such sitemap.")
    entries = rows.order_by("object_id").values_list("path", "changed_at")
    lines = urls_at(site.root_url, entries.iterator(chunk_size=ROWS_AT_ONCE))
    return StreamingHttpResponse(lines, content_type=CONTENT_TYPE)


def site_of(request: HttpRequest) -> Site:
    """Raises Http404 where there is no site."""
    return Site.find_for_request(request) or get_object_or_404(Site, is_default_site=True)


def rows_of(site: Site, kind: str) -> QuerySet:
    """What is public on a site; what books share, if one of the site's books names it."""
    rows = Publication.objects.public()
    if kind in SHARED:
        books = rows.books().filter(site_id=site.pk)
        return find.named_by(books, kind).filter(site_id=None)
    return rows.filter(kind=kind, site_id=site.pk)


def index_of(site: Site) -> Iterator[str]:
    yield f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n'
    for name, kind in KINDS.items():
        rows = rows_of(site, kind).annotate(span=F("object_id") / SPAN)
        spans = rows.values_list("span").annotate(latest=Max("changed_at")).order_by("span")
        for number, latest in spans:
            address = site.root_url + reverse("sitemap", args=[name, number])
            yield f"<sitemap>{where_and_when(address, latest)}</sitemap>\n"
    yield "</sitemapindex>\n"


def urls_at(root_url: str, entries: Iterable[tuple[str, datetime]]) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for path_, changed_at in entries:
        yield f"<url>{where_and_when(root_url + path_, changed_at)}</url>\n"
    yield "</urlset>\n"


def where_and_when(address: str, changed_at: datetime) -> str:
    when = changed_at.isoformat(timespec="seconds")
    return f"<loc>{escape(address)}</loc><lastmod>{when}</lastmod>"


urlpatterns = [
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    re_path(rf"^sitemaps/({'|'.join(KINDS)})-(0|[1-9]\d{{0,11}})\.xml$", sitemap, name="sitemap"),
]
