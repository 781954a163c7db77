"""The example app, served from one origin, reads the API of another."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from books.images import make_renditions
from books.models import BookPage, DraftShare
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_picture, make_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

APP = settings.BASE_DIR / "docs" / "example-app"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def app_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=APP))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def api_url(live_server) -> str:
    """A catalogue of fourteen books, one of them about something."""
    make_site()
    host = urlsplit(live_server.url)
    Site.objects.update(hostname=host.hostname, port=host.port)
    cover = make_picture("Cover", size=(400, 600))
    make_renditions.call(cover.pk)
    make_book(
        "The Voyage Out",
        cover=cover,
        contributor=ContributorFactory(name="Virginia Woolf"),
        subject=SubjectFactory(name="Fiction"),
        contents=[("part", {"title": "Part One", "chapters": [{"title": "The Long Ride"}]})],
    )
    for number in range(13):
        make_book(f"Book {number}", subject=None if number else SubjectFactory(name="History"))
    return f"{live_server.url}/api/v3/"


@pytest.fixture
def shelf(tab: Page, app_url: str, api_url: str) -> Iterator[Page]:
    """The app, opened; in the end nothing may have failed, or been asked of anyone else."""
    failures: list[str] = []
    asked: set[str] = set()
    tab.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: failures.append(str(error)))
    tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    tab.goto(f"{app_url}/index.html?api={api_url}")
    yield tab
    assert failures == []
    assert asked - {""} == {urlsplit(app_url).netloc, urlsplit(api_url).netloc}


def test_a_reader_finds_a_book(shelf: Page):
    expect(shelf.get_by_role("main")).to_contain_text("14 books")
    shelf.get_by_role("link", name="Next").click()
    expect(shelf.get_by_role("listitem")).to_have_count(2)
    shelf.get_by_role("link", name="Previous").click()
    expect(shelf.get_by_role("listitem")).to_have_count(12)
    shelf.get_by_label("Fiction").check()
    expect(shelf.get_by_role("listitem")).to_have_count(1)
    shelf.get_by_role("link", name="Clear filters").click()
    shelf.get_by_role("searchbox").fill("voyage")
    shelf.get_by_role("searchbox").press("Enter")
    expect(shelf.get_by_role("heading", name="Books about “voyage”")).to_be_visible()
    shelf.get_by_role("link", name="The Voyage Out").click()
    expect(shelf.get_by_role("heading", level=1)).to_have_text("The Voyage Out")
    expect(shelf).to_have_title("The Voyage Out · Shelf")
    for words in ("Virginia Woolf", "All about The Voyage Out.", "The Long Ride", "$29.95"):
        expect(shelf.get_by_text(words).first).to_be_visible()
    cover = shelf.locator("main img").first
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_draft_is_shown_to_who_has_its_token(shelf: Page):
    book = BookPage.objects.get(title="Book 1")
    book.title = "Book 1, rewritten"
    book.save_revision()
    share = DraftShare.objects.create(book=book, expires_at=timezone.now() + timedelta(days=1))
    shelf.evaluate(f"location.hash = '#/preview/{share.token}'")
    expect(shelf.get_by_role("heading", level=1)).to_have_text("Book 1, rewritten")
    shelf.evaluate(f"location.hash = '#/books/{book.pk}'")
    expect(shelf.get_by_role("heading", level=1)).to_have_text("Book 1")


def test_what_is_not_there_is_said(tab: Page, app_url: str, api_url: str):
    tab.goto(f"{app_url}/index.html?api={api_url}#/preview/forged")
    expect(tab.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    tab.goto(f"{app_url}/index.html?api=http://127.0.0.1:9/api/v3/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("The catalogue cannot be reached")
