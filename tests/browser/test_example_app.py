"""The example app, served from one origin, reads the demo through the API of another."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.running import Running

APP = settings.BASE_DIR / "docs" / "example-app"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def app_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=APP))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shelf(tab: Page, app_url: str, demo_site: Running) -> Iterator[Page]:
    """The app, opened; in the end nothing may have failed, or been asked of anyone else."""
    failures: list[str] = []
    asked: set[str] = set()
    tab.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: failures.append(str(error)))
    tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    tab.goto(f"{app_url}/index.html?api={demo_site.site}/api/v3/")
    yield tab
    assert failures == []
    assert asked - {""} == {urlsplit(app_url).netloc, urlsplit(demo_site.site).netloc}


def test_a_reader_turns_pages_and_filters(shelf: Page):
    books = shelf.get_by_role("main").get_by_role("listitem")
    expect(shelf.get_by_role("main")).to_contain_text("23 books")
    expect(books).to_have_count(12)
    shelf.get_by_role("link", name="Next").click()
    expect(books).to_have_count(11)
    shelf.get_by_role("link", name="Previous").click()
    expect(books).to_have_count(12)
    shelf.get_by_label("Travel writing").check()
    expect(shelf.get_by_role("main")).to_contain_text("6 books")
    shelf.get_by_role("link", name="Clear filters").click()
    expect(shelf.get_by_role("main")).to_contain_text("23 books")


def test_a_reader_finds_a_book(shelf: Page):
    shelf.get_by_role("searchbox").fill("beagle")
    shelf.get_by_role("searchbox").press("Enter")
    expect(shelf.get_by_role("heading", name="Books about “beagle”")).to_be_visible()
    shelf.get_by_role("link", name="The Voyage of the Beagle").click()
    expect(shelf.get_by_role("heading", level=1)).to_have_text("The Voyage of the Beagle")
    expect(shelf).to_have_title("The Voyage of the Beagle · Shelf")
    for words in ("Charles Darwin", "The ship sailed to chart coasts", "Galapagos", "$38.00"):
        expect(shelf.get_by_text(words).first).to_be_visible()
    cover = shelf.locator("main img").first
    assert cover.evaluate("image => image.decode().then(() => image.currentSrc)").endswith(".avif")


SCROLL = """() => new Promise(done => {
    addEventListener("scrollend", () => done(scrollY), { once: true });
    scrollTo(0, 400);
})"""


def scroll_and_open_the_last_book(shelf: Page) -> int:
    """Where the list stood, in pixels."""
    link = shelf.get_by_role("main").get_by_role("listitem").last.get_by_role("link")
    title = link.inner_text()
    place = shelf.evaluate(SCROLL)
    link.evaluate("link => link.click()")
    expect(shelf.get_by_role("heading", level=1)).to_have_text(title)
    return place


def test_going_back_leads_to_the_same_place(shelf: Page):
    place = scroll_and_open_the_last_book(shelf)
    assert shelf.evaluate("scrollY") == 0
    shelf.go_back()
    expect(shelf.get_by_role("main")).to_contain_text("23 books")
    assert shelf.evaluate("scrollY") == place > 0


def test_a_scroll_that_ends_after_going_back_is_not_one_of_the_list(shelf: Page):
    place = scroll_and_open_the_last_book(shelf)
    shelf.evaluate("""() => {
        addEventListener("hashchange", () => dispatchEvent(new Event("scrollend")));
        history.back();
    }""")
    expect(shelf.get_by_role("main")).to_contain_text("23 books")
    assert shelf.evaluate("scrollY") == place > 0


def test_a_search_for_nothing_shows_all(shelf: Page):
    shelf.get_by_role("searchbox").fill("beagle")
    shelf.get_by_role("searchbox").press("Enter")
    expect(shelf.get_by_role("main")).to_contain_text("1 book")
    shelf.get_by_role("searchbox").fill("  ")
    shelf.get_by_role("searchbox").press("Enter")
    expect(shelf.get_by_role("main")).to_contain_text("23 books")


def test_a_draft_is_shown_to_who_has_its_token(shelf: Page, demo_site: Running):
    shared = demo_site.run("share_draft", "/books/meditations/")
    token = urlsplit(shared.stdout.splitlines()[0]).path.strip("/").rsplit("/")[-1]
    shelf.evaluate(f"location.hash = '#/preview/{token}'")
    expect(shelf.get_by_role("heading", level=1)).to_have_text("Meditations")
    expect(shelf.get_by_text("This is a draft.")).to_be_visible()


def test_what_is_not_there_is_said(tab: Page, app_url: str, demo_site: Running):
    tab.goto(f"{app_url}/index.html?api={demo_site.site}/api/v3/#/preview/forged")
    expect(tab.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    tab.goto(f"{app_url}/index.html?api=http://127.0.0.1:9/api/v3/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("The catalogue cannot be reached")
