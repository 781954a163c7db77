"""An editor's whole morning, with its pauses: a new book on its way to readers."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import (
    add_book,
    approve,
    book_in,
    credit,
    describe,
    edit,
    expect_message,
    log_in,
    open_tab,
    press,
    save_over,
    set_schedule,
    type_and_pause,
)
from tests.running import Running

PREPARE = """
from books.models import BookIndexPage
from tests.factories import ContributorFactory
ContributorFactory(name='Mary Morning')
print(BookIndexPage.objects.get().pk)
"""
TITLE = "The Long Morning"
ADDRESS = "/books/the-long-morning/"


def add_chapter(tab: Page, number: int, title: str) -> None:
    contents = tab.locator('[data-contentpath="contents"]')
    contents.get_by_role("button", name="Insert a block").last.click()
    tab.get_by_role("option", name="Chapter").click()
    type_and_pause(tab, tab.locator(f'[name="contents-{number}-value-title"]'), title)


def test_a_morning(browser: Browser, tab: Page, desk_site: Running):
    done = desk_site.run("shell", "-c", PREPARE)
    assert done.returncode == 0, done.stderr
    catalogue = int(done.stdout.split()[-1])
    editor = log_in(browser, desk_site, "editor")
    publisher = log_in(browser, desk_site, "publisher")

    # A new book, with a pause after each thing.
    add_book(editor, desk_site, catalogue)
    type_and_pause(editor, editor.get_by_role("textbox", name="Title*"), TITLE)
    credit(editor, "Mary Morning")
    describe(editor, "From six o'clock on.")
    add_chapter(editor, 0, "Coffee")
    add_chapter(editor, 1, "Post")
    open_tab(editor, "Formats and prices")
    editor.get_by_role("button", name="Add Format").click()
    editor.locator('[name="formats-0-form"]').select_option("paperback")
    editor.get_by_role("button", name="Add Price").click()
    editor.locator('[name="formats-0-prices-0-currency"]').select_option("EUR")
    type_and_pause(editor, editor.locator('[name="formats-0-prices-0-amount"]'), "24,95")
    press(editor, "Save draft")
    expect_message(editor, "has been updated")
    book = book_in(editor)

    # The price changes, while a second one works on the same book.
    edit(editor, desk_site, book)
    edit(publisher, desk_site, book)
    type_and_pause(publisher, publisher.get_by_role("textbox", name="Subtitle"), "Until noon")
    press(publisher, "Save draft")
    expect_message(publisher, "has been updated")
    open_tab(editor, "Formats and prices")
    amount = editor.locator('[name="formats-0-prices-0-amount"]')
    amount.fill("26,50")
    save_over(editor)
    expect(amount).to_have_value("26.50")
    edit(editor, desk_site, book)
    open_tab(editor, "Formats and prices")
    type_and_pause(editor, editor.locator('[name="formats-0-prices-0-amount"]'), "26,95")

    # Submitted and approved, it is there for readers.
    press(editor, "Submit to Publisher's approval")
    expect_message(editor, "has been submitted for moderation")
    edit(publisher, desk_site, book)
    approve(publisher)
    expect_message(publisher, "has been updated")
    assert tab.goto(desk_site.site + ADDRESS).status == 200
    expect(tab.get_by_role("heading", level=1)).to_have_text(TITLE)

    # An update is scheduled, thought better of, and readers see none of it.
    chapters = tab.locator(".contents li")
    edit(publisher, desk_site, book)
    type_and_pause(publisher, publisher.get_by_role("textbox", name="Subtitle"), "Until one")
    set_schedule(publisher, "2099-01-01 09:00")
    press(publisher, "Schedule to publish")
    expect_message(publisher, "scheduled for publishing")
    assert "Until one" not in tab.goto(desk_site.site + ADDRESS).text()
    publisher.goto(f"{desk_site.site}/admin/pages/{book}/edit/")
    publisher.get_by_role("button", name="Cancel scheduled publish").click()
    expect_message(publisher, "unscheduled")

    # Two chapters change places.
    edit(publisher, desk_site, book)
    set_schedule(publisher, "")
    expect_message(publisher, "has been updated")
    open_tab(publisher, "Text")
    publisher.locator('[data-contentpath="contents"]').get_by_role(
        "button", name="Move down"
    ).first.click()
    press(publisher, "Publish")
    expect_message(publisher, "published")
    tab.goto(desk_site.site + ADDRESS)
    expect(tab.locator(".subtitle")).to_have_text("Until one")
    expect(chapters).to_have_text(["Post", "Coffee"])
