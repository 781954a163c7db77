"""The edge before the whole site, in one process: what it keeps, and how soon it forgets."""

from collections.abc import Hashable, Iterator
from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import InterfaceError
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from books.images import make_renditions
from books.models import BookPage, DraftShare
from books.publishing.publications import numbers_given
from config.edge import Edge
from config.edge_watch import LatestNumber, Watch
from home.roles import MARKETING_EDITORS
from tests.config.edges import Got, Site
from tests.config.test_edge import HIT, NOT_STORED, STORED
from tests.factories import make_book, make_content_page, make_picture
from tests.roles import log_in, make_roles_again

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class LatestUntilTheEnd(LatestNumber):
    """Disconnects when the test is over, in the thread that has connected."""

    def __init__(self) -> None:
        super().__init__()
        self.over, self.disconnected = Event(), Event()

    def __call__(self) -> Hashable:
        if not self.over.is_set():
            return super().__call__()
        self.connection.close()
        self.disconnected.set()
        raise InterfaceError("The test is over.")


class Reader:
    """Asks the site through an edge."""

    def __init__(self) -> None:
        self.latest: LatestUntilTheEnd | None = None
        self.watch = Watch(self.in_a_thread_of_its_own)
        cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        self.edge = Edge(get_wsgi_application(), self.watch, 8, cookies)

    def in_a_thread_of_its_own(self) -> LatestUntilTheEnd:
        self.latest = LatestUntilTheEnd()
        return self.latest

    def end(self) -> None:
        """No database is removed while somebody is connected to it."""
        if self.latest:
            self.latest.over.set()
            while not self.latest.disconnected.wait(0.05):
                self.watch.ask()

    def get(self, path: str, **headers: str) -> Got:
        return Site.get(self, path, HTTP_HOST="localhost", **headers)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    numbers_given.connect(reader.watch.changed, weak=False)
    yield reader
    numbers_given.disconnect(reader.watch.changed)
    reader.end()


def published(title: str = "Open", **fields: object) -> BookPage:
    book = make_book(title, **fields)
    return BookPage.objects.get(pk=book.pk)


def places_of(book: BookPage) -> list[str]:
    """Where readers may read of it."""
    credit = book.contributions.get()
    return [
        book.url,
        "/",
        "/books/",
        "/contributors/",
        credit.contributor.get_absolute_url(),
        f"/search/?q={book.title}",
        f"/search/suggestions/?q={book.title}",
        "/feeds/new.atom",
        "/sitemap.xml",
        "/sitemaps/books-0.xml",
        f"{book.url}cite.bib",
        "/api/v3/books/",
        f"/api/v3/books/{book.pk}/",
        f"/api/v3/books/?search={book.title}&facets=form",
        "/api/v3/contributors/",
        "/api/v3/changes/",
        f"/api/v3/pages/{book.pk}/",
    ]


def wheres(reader: Reader, places: list[str]) -> dict[str, str]:
    return {place: reader.get(place).where for place in places}


def telling(reader: Reader, places: list[str], word: str) -> list[str]:
    """The places that answer with this word."""
    answers = {place: reader.get(place) for place in places}
    return [place for place, each in answers.items() if word.encode() in each.body]


def test_every_public_place_is_kept(reader):
    book = published()
    places = [*places_of(book), make_content_page().url]
    assert wheres(reader, places) == dict.fromkeys(places, STORED)
    assert wheres(reader, places) == dict.fromkeys(places, HIT)


def test_what_is_kept_is_what_the_site_says(reader, client):
    book = published()
    for place in [book.url, "/", "/api/v3/books/"]:
        site = client.get(place)
        kept = [reader.get(place) for _ in range(2)][-1]
        assert kept.body == site.content
        same = {name: kept.headers[name] for name in site.headers if name != "Content-Length"}
        assert same == {name: site[name] for name in same}


def test_what_is_published_shows_at_the_next_request_everywhere(reader):
    places = places_of(published())
    assert wheres(reader, places)
    published("Zanzibar")
    told = ["/", "/books/", "/feeds/new.atom", "/sitemaps/books-0.xml", "/api/v3/books/"]
    assert telling(reader, told, "anzibar") == told
    book = BookPage.objects.get(title="Open")
    book.title = "Quillon"
    book.save_revision().publish()
    assert b"Quillon" in reader.get(book.url).body
    assert b"Quillon" in reader.get(f"/api/v3/books/{book.pk}/").body


def unpublish(book: BookPage) -> None:
    book.unpublish()


def restrict(book: BookPage) -> None:
    page = Page.objects.get(pk=book.pk)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")


def restrict_all_above(book: BookPage) -> None:
    parent = Page.objects.get(pk=book.get_parent().pk)
    PageViewRestriction.objects.create(page=parent, restriction_type="login")


def delete(book: BookPage) -> None:
    book.delete()


HIDING = [unpublish, restrict, restrict_all_above, delete]


@pytest.mark.parametrize("hide", HIDING)
def test_what_is_withdrawn_is_told_by_no_place_at_the_next_request(reader, hide):
    book = published("Xylophone")
    places = places_of(book)
    asked_for = ("/search/", "/api/v3/books/?search")
    assert set(wheres(reader, places).values()) == {STORED}
    assert telling(reader, places, "ylophone")
    hide(book)
    told = [each for each in telling(reader, places, "All about") if each not in asked_for]
    assert told == []
    assert reader.get(book.url).where in (NOT_STORED, "")


def test_a_book_that_is_to_expire_is_not_shown_after_that(reader):
    soon = timezone.now() + timedelta(minutes=5)
    book = published(expire_at=soon)
    reader.get(book.url)
    assert reader.get(book.url).where == HIT
    [entry] = reader.edge.store._entries.values()
    assert entry.expires == int(soon.timestamp())


def test_its_cover_is_kept_and_goes_with_it(reader):
    cover = make_picture()
    book = published(cover=cover)
    make_renditions.call(cover.pk)
    file = cover.renditions.first().file.url
    assert [reader.get(file).where for _ in range(2)] == [STORED, HIT]
    book.unpublish()
    assert reader.get(file).status.startswith("404")


def test_nothing_of_who_is_logged_in_is_kept_or_shown_to_others(reader):
    make_roles_again()
    book = published()
    editor = log_in(MARKETING_EDITORS)
    cookie = f"sessionid={editor.cookies['sessionid'].value}"
    seen = reader.get(book.url, HTTP_COOKIE=cookie)
    assert b"wagtail-userbar" in seen.body
    assert seen.headers["Cache-Control"] == "private, no-cache"
    assert len(reader.edge.store) == 0
    assert b"wagtail-userbar" not in reader.get(book.url).body
    assert b"wagtail-userbar" not in reader.get(book.url).body
    assert b"wagtail-userbar" in reader.get(book.url, HTTP_COOKIE=cookie).body


def test_what_is_for_some_readers_alone_is_never_kept(reader):
    book, hidden = published(), published("Secret")
    restrict(hidden)
    share = DraftShare.objects.create(book=book, expires_at=timezone.now() + timedelta(days=1))
    for place in (
        hidden.url,
        share.get_absolute_url(),
        f"/api/v3/previews/{share.token}/",
        "/admin/login/",
        "/books/nothing/",
        "/api/v3/books/?nothing=1",
        "/newsletter/confirm/forged/",
    ):
        assert [reader.get(place).where for _ in range(2)] == [NOT_STORED] * 2, place
    assert len(reader.edge.store) == 0


def test_a_form_that_is_sent_goes_through(reader, client: Client):
    answer = Site.get(reader, "/newsletter/", "POST", HTTP_HOST="localhost")
    assert answer.where == ""
