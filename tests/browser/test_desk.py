"""An editor's day in a real browser: from a page of copy to a book that readers can see."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import edit, log_in, side_panel
from tests.running import Running

COPY = settings.BASE_DIR / "home" / "demo" / "in-defense-of-small-producers.txt"
TITLE = "In Defense of Small Producers"
REQUEST = (
    "from books.models import BookPage, ExamCopyRequest;"
    "ExamCopyRequest.objects.create(book=BookPage.objects.first(), name='Edith Marlow',"
    "institution='Harbour College', course='Fair Trade', email='e@example.edu')"
)


@pytest.fixture(scope="module")
def site(desk_site: Running) -> Running:
    return desk_site


@pytest.fixture(scope="module")
def editor(browser: Browser, site: Running) -> Page:
    return log_in(browser, site, "editor")


@pytest.fixture(scope="module")
def publisher(browser: Browser, site: Running) -> Page:
    return log_in(browser, site, "publisher")


@pytest.fixture(scope="module")
def book(editor: Page, site: Running) -> int:
    """The id of the draft that the editor made of a page of copy."""
    editor.goto(f"{site.site}/admin/")
    editor.get_by_role("button", name="Books").click()
    editor.get_by_role("link", name="New book from copy").click()
    editor.get_by_label("Copy").fill(COPY.read_text())
    editor.get_by_role("button", name="See what is understood").click()
    expect(editor.get_by_text("Marco Coscione (Author)")).to_be_visible()
    editor.get_by_role("button", name="Make the draft").click()
    editor.wait_for_url("**/edit/")
    return int(editor.url.rstrip("/").split("/")[-2])


def test_the_preview_and_the_readiness_follow_what_is_typed(editor: Page, site, book):
    edit(editor, site, book)
    side_panel(editor, "preview")
    pane = editor.frame_locator("#w-preview-iframe")
    expect(pane.get_by_role("heading", level=1)).to_have_text(TITLE)
    editor.get_by_role("textbox", name="Subtitle").first.fill("The Story of a Network")
    expect(pane.locator(".subtitle")).to_have_text("The Story of a Network")
    editor.get_by_label("Preview mode").select_option("API record")
    expect(pane.get_by_text('"The Story of a Network"')).to_be_visible()
    side_panel(editor, "readiness")
    gaps = editor.locator("[data-readiness-list]")
    badge = editor.locator('[data-side-panel-toggle="readiness"] [data-side-panel-toggle-counter]')
    expect(badge).to_have_text(str(gaps.get_by_role("link").count()))
    gap = "The meta description is longer than 160 characters and will be cut off."
    editor.get_by_role("tab", name="Promote").click()
    field = editor.get_by_label("Meta description")
    field.fill("How small growers won a seat at the table. " * 4)
    expect(gaps).to_contain_text(gap)
    editor.get_by_role("tab", name="Book", exact=True).click()
    gaps.get_by_role("link", name=gap).click()
    expect(field).to_be_in_viewport()
    field.fill("How small growers won a seat at the table.")
    expect(gaps).not_to_contain_text(gap)
    expect(badge).to_have_text(str(gaps.get_by_role("link").count()))
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()


def test_the_readiness_that_gets_no_answer_says_so_and_asks_again(editor: Page, site, book):
    edit(editor, site, book)
    side_panel(editor, "readiness")
    status = editor.locator("[data-readiness] [role=status]")
    gaps = editor.locator("[data-readiness-list]")
    expect(gaps).to_contain_text("Website")
    editor.route("**/books/readiness/**", lambda route: route.abort())
    editor.get_by_role("tab", name="Promote").click()
    editor.get_by_label("Meta description").fill("Seats at the table for all. " * 8)
    expect(status).to_contain_text("This list is not up to date")
    editor.unroute("**/books/readiness/**")
    expect(gaps).to_contain_text("The meta description is longer than 160 characters")
    expect(status).to_be_empty()
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_price_is_told_as_it_is_typed_in_old_rows_and_new_ones(editor: Page, site, book):
    edit(editor, site, book)
    editor.get_by_role("tab", name="Formats and prices").click()
    amounts = editor.locator("[data-amount]:visible")
    readings = editor.locator("[data-amount]:visible + output")
    expect(readings.first).to_have_text("= $29.95")
    editor.locator("#id_formats-0-prices-ADD").click()
    amount = amounts.nth(1)
    amount.fill("24,95")
    editor.locator("#id_formats-0-prices-1-currency").select_option("EUR")
    expect(readings.nth(1)).to_have_text("= €24.95")
    amount.fill("1e5")
    expect(readings.nth(1)).to_have_text("Give an amount such as 24.95 or 1,234.50.")
    side_panel(editor, "readiness")
    mistakes = editor.locator("[data-readiness] [role=status]")
    expect(mistakes).to_contain_text("Price 2 / Amount: Give an amount such as 24.95")
    mistakes.get_by_role("link").click()
    expect(amount).to_be_focused()
    amount.fill("24,95")
    expect(mistakes).to_be_empty()
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()
    edit(editor, site, book)
    expect(editor.locator("#id_formats-0-prices-1-amount")).to_have_value("24.95")


def test_the_account_lists_only_time_zones_that_browsers_know(editor: Page, site):
    errors: list[str] = []
    editor.on("pageerror", lambda error: errors.append(str(error)))
    editor.goto(f"{site.site}/admin/account/")
    zones = editor.get_by_label("Current time zone")
    expect(zones.locator("option[value='Europe/Madrid']")).to_contain_text("Central European")
    assert zones.locator("option").count() > 300
    assert errors == []


def test_the_checks_of_the_editor_know_what_a_book_needs(editor: Page, site, book):
    edit(editor, site, book)
    side_panel(editor, "checks")
    expect(editor.get_by_text("Issues found")).to_be_visible()
    editor.get_by_role("tab", name="Text").click()
    heading = editor.locator('[data-contentpath="description"]')
    heading.get_by_role("button", name="Insert a block").last.click()
    editor.get_by_role("option", name="Heading").click()
    heading.locator('input[type="text"]').last.fill("A last word")
    expect(editor.get_by_text("A heading without text below it")).to_be_visible()
    heading.get_by_role("button", name="Delete").last.click()
    expect(editor.get_by_text("A heading without text below it")).to_have_count(0)


def test_a_draft_is_shared_and_opened_in_a_clean_browser(editor: Page, tab: Page, site, book):
    edit(editor, site, book)
    side_panel(editor, "shares")
    editor.get_by_role("link", name="Share this draft…").click()
    editor.get_by_label("For whom").fill("the author")
    editor.get_by_label("The link works for").select_option("30 days")
    editor.get_by_role("button", name="Make a link").click()
    address = editor.get_by_label("Link for the author").input_value()
    answer = tab.goto(address)
    assert answer.status == 200
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == (
        "no-store",
        "noindex",
    )
    expect(tab.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(tab.locator(".subtitle")).to_have_text("The Story of a Network")
    editor.reload()
    expect(editor.get_by_role("cell", name="1 time ")).to_be_visible()
    editor.get_by_role("button", name="Revoke the author").click()
    assert tab.goto(address).status == 404


def test_an_editor_submits_a_publisher_approves_and_readers_see_it(
    editor: Page, publisher: Page, tab: Page, site, book
):
    address = f"{site.site}/books/in-defense-of-small-producers/"
    assert tab.goto(address).status == 404
    edit(editor, site, book)
    editor.get_by_role("button", name="More actions").last.click()
    editor.get_by_role("button", name="Submit to Publisher's approval").click()
    expect(editor.get_by_text("has been submitted for moderation")).to_be_visible()
    publisher.goto(f"{site.site}/admin/")
    publisher.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    publisher.get_by_role("button", name="More actions").last.click()
    publisher.get_by_role("button", name="Approve and publish").first.click()
    expect(publisher.get_by_text("has been updated")).to_be_visible()
    assert tab.goto(address).status == 200
    expect(tab.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(tab.get_by_text("$29.95").first).to_be_visible()
    status, text = site.get("/api/v3/books/")
    assert (status, TITLE in [each["title"] for each in json.loads(text)["items"]]) == (200, True)
    publisher.goto(f"{site.site}/admin/pages/{book}/history/")
    history = publisher.get_by_role("main")
    for words in ("Published", "Approved at", "Created"):
        expect(history.get_by_text(words).first).to_be_visible()


VIEWS = [
    *("", "books/", "books/new-from-copy/", "books/shares/{book}/", "pages/{book}/unpublish/"),
    *("pages/{book}/edit/", "books/examcopyrequest/", "books/examcopyrequest/handle/1/"),
    *("books/examcopyrequest/inspect/1/", "home/newslettersubscription/"),
    *("snippets/books/contributor/", "snippets/books/contributor/merge/1/"),
    *(f"pages/{{book}}/view_draft/?mode={mode}" for mode in ("", "social", "search", "record")),
    *("settings/books/publishersettings/", "books/examcopyrequest/delete/1/"),
]


@pytest.fixture(scope="module")
def request_of_a_reader(site: Running, book: int) -> None:
    done = site.run("shell", "-c", REQUEST)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(publisher: Page, site, book, request_of_a_reader, view):
    answer = publisher.goto(f"{site.site}/admin/{view.format(book=book)}")
    assert answer.status == 200
    publisher.wait_for_load_state("networkidle")
    found = Axe().run(publisher).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []
