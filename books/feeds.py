"""`/feeds/new.atom`, `/subjects/<slug>/new.json` …: the newest books, from their stored records."""

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from books.channels.feeds import ATOM_TYPE, JSON_TYPE, Feed, Item, atom, json_feed
from books.index import find
from books.listing.freshness import checked_each_time
from books.listing.front import root_url_of
from books.listing.here import books_here
from books.listing.paging import NEWEST, keys_of, rows_of
from books.models import Contributor, PublisherSettings, Series, Subject
from books.publishing.stale_records import rebuild_stale_rows
from books.record import BookRecord
from books.views import public_things

NEWEST_BOOKS = 30
FORMATS: dict[str, tuple[Callable[..., str], str]] = {
    "atom": (atom, ATOM_TYPE),
    "json": (json_feed, JSON_TYPE),
}
THINGS: dict[str, tuple[type[Model], str]] = {
    "contributors": (Contributor, "contributor"),
    "subjects": (Subject, "subject"),
    "series": (Series, "series"),
}


@checked_each_time
def new_books(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest books of the site."""
    publisher = PublisherSettings.behind(request).name
    title = _("New books from %(publisher)s") % {"publisher": publisher}
    return feed(request, kind, title, reverse("wagtail_serve", args=[""]), books_here(request))


@checked_each_time
def new_books_of(request: HttpRequest, things: str, slug: str, kind: str) -> HttpResponse:
    """The newest books of a contributor, subject or series; without a public book, unknown."""
    model, name = THINGS[things]
    thing = get_object_or_404(model, slug=slug, pk__in=public_things(name))
    rows = find.with_term(books_here(request), name, [thing.pk])
    if not rows.exists():
        raise Http404("There is no such feed.")
    title = _("New books: %(name)s") % {"name": thing}
    return feed(request, kind, title, thing.get_absolute_url(), rows)


def feed(
    request: HttpRequest, kind: str, title: str, page_path: str, rows: QuerySet
) -> HttpResponse:
    root = root_url_of(request)
    publisher = PublisherSettings.behind(request).name
    language = translation.get_language() or "en"
    about = Feed(title, root + page_path, root + iri_to_uri(request.path), language, publisher)
    write, content_type = FORMATS[kind]
    return HttpResponse(write(about, newest(rows)), content_type=f"{content_type}; charset=utf-8")


def newest(rows: QuerySet) -> list[Item]:
    """Those that are out, the latest first."""
    out = keys_of(rows.filter(sort_date__lte=timezone.localdate()), NEWEST)[:NEWEST_BOOKS]
    stored = rows_of(list(out))
    if stored and stored[0].last_expiry:
        rebuild_stale_rows(stored)
    return [Item(BookRecord.model_validate_json(row.record), row.changed_at) for row in stored]


KIND = r"(?P<kind>atom|json)"
urlpatterns = [
    re_path(rf"^feeds/new\.{KIND}$", new_books, name="new_books_feed"),
    re_path(
        rf"^(?P<things>contributors|subjects|series)/(?P<slug>[^/\x00]+)/new\.{KIND}$",
        new_books_of,
        name="feed_of",
    ),
]
