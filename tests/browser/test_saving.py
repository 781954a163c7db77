"""Saving as people do: after pauses that are longer than an autosave, and in two windows."""

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.desk import (
    add_book,
    approve,
    book_in,
    credit,
    describe,
    edit,
    expect_message,
    is_autosave,
    log_in,
    open_tab,
    press,
    save_over,
    set_schedule,
    side_panel,
    type_and_pause,
)
from tests.running import Running

# What each button says afterwards.
BUTTONS = {
    "Save draft": "has been updated",
    "Submit to Publisher's approval": "has been submitted for moderation",
    "Publish": "published",
    "Schedule to publish": "scheduled for publishing",
}
TELL_OF_AUTOSAVES = "document.addEventListener('w-autosave:save', ({ type }) => console.log(type))"
# An editor who types on while the answer to an autosave arrives, and then looks on.
TYPE_AS_IT_ANSWERS = """([name, text]) => {
    const fetch = window.fetch;
    window.fetch = async (url, options) => {
        const response = await fetch(url, options);
        if (!String(url).includes("/pages/")) return response;
        window.fetch = fetch;
        const field = document.querySelector(`[name="${name}"]`);
        field.value = text;
        field.dispatchEvent(new Event("input", {bubbles: true}));
        return response;
    };
}"""
PREPARE = """
from books.models import BookIndexPage
from tests.factories import ContributorFactory, make_book
ContributorFactory(name='Edith Early')
books = [make_book(f'Book {n}', live=False, slug=f'book-{n}') for n in range(8)]
for book in books:
    book.save_revision()
print(BookIndexPage.objects.get().pk, *(book.pk for book in books))
"""


@pytest.fixture(scope="module")
def prepared(desk_site: Running) -> list[int]:
    """The ids of the catalogue, and of eight drafts."""
    done = desk_site.run("shell", "-c", PREPARE)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()[-9:]]


@pytest.fixture(scope="module")
def publisher(browser: Browser, desk_site: Running) -> Page:
    return log_in(browser, desk_site, "publisher")


def pause_twice(tab: Page) -> None:
    open_tab(tab, "Promote")
    type_and_pause(tab, tab.get_by_label("Keywords"), "calm")
    type_and_pause(tab, tab.get_by_label("Keywords"), "calm, quiet")


def finish(tab: Page, button: str) -> None:
    if button == "Schedule to publish":
        set_schedule(tab, "2099-01-01 09:00")
    press(tab, button)
    expect_message(tab, BUTTONS[button])


@pytest.mark.parametrize("button", BUTTONS)
def test_a_new_book_is_saved_by_each_button_after_pauses(publisher, desk_site, prepared, button):
    title = f"A new book to {button.split()[0].lower()}"
    add_book(publisher, desk_site, prepared[0])
    type_and_pause(publisher, publisher.get_by_role("textbox", name="Title*"), title)
    credit(publisher, "Edith Early")
    describe(publisher, "All is well.")
    pause_twice(publisher)
    finish(publisher, button)


@pytest.mark.parametrize("button", BUTTONS)
def test_a_book_is_saved_by_each_button_after_pauses(publisher, desk_site, prepared, button):
    edit(publisher, desk_site, prepared[1 + list(BUTTONS).index(button)])
    pause_twice(publisher)
    finish(publisher, button)


def test_a_refusal_keeps_what_was_typed_and_the_tab_and_waits_for_a_decision(
    browser, publisher, desk_site, prepared
):
    book = prepared[5]
    editor = log_in(browser, desk_site, "editor")
    edit(publisher, desk_site, book)
    edit(editor, desk_site, book)
    pause_twice(publisher)
    publisher_button = publisher.get_by_role("button", name="Save draft")
    publisher_button.click()
    expect_message(publisher, "has been updated")
    open_tab(editor, "Promote")
    editor.get_by_label("Keywords").fill("loud")
    # As from a window that has not heard yet that there is another version.
    editor.locator("form[data-edit-form]").evaluate("form => form.requestSubmit()")
    expect_message(editor, "Not saved: publisher saved a newer version")
    expect(editor.locator(".messages")).to_be_in_viewport()
    expect(editor.get_by_role("tab", name="Promote")).to_have_attribute("aria-selected", "true")
    expect(editor.get_by_label("Keywords")).to_have_value("loud")
    with editor.context.expect_page() as opened:
        editor.get_by_role("link", name="See that version").click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    press(editor, "Save draft")
    expect_message(editor, "has been updated")
    expect(editor.get_by_label("Keywords")).to_have_value("loud")
    assert book_in(editor) == book


def test_who_goes_on_from_wagtails_dialog_is_not_asked_again(
    browser, publisher, desk_site, prepared
):
    edit(publisher, desk_site, prepared[1])
    second = publisher.context.new_page()
    edit(second, desk_site, prepared[1])
    type_and_pause(second, second.get_by_role("textbox", name="Subtitle"), "Elsewhere")
    tagline = publisher.get_by_label("Tagline")
    tagline.fill("Here")
    save_over(publisher)
    expect(tagline).to_have_value("Here")
    second.close()


def sent_by(response: Response) -> str:
    return response.request.post_data or ""


def test_what_is_typed_as_an_autosave_answers_is_saved_too(publisher, desk_site, prepared):
    edit(publisher, desk_site, prepared[8])
    side_panel(publisher, "readiness")
    open_tab(publisher, "Promote")
    publisher.evaluate(TYPE_AS_IT_ANSWERS, ["search_description", "A shorter one."])
    with publisher.expect_response(lambda it: is_autosave(it) and "A shorter one." in sent_by(it)):
        publisher.get_by_label("Meta description").fill("A seat for all. " * 12)
    gaps = publisher.locator("[data-readiness-list]")
    expect(gaps).to_contain_text("Website")
    expect(gaps).not_to_contain_text("The meta description is longer than")
    expect(publisher.get_by_text("Saved", exact=True)).to_be_visible()
    edit(publisher, desk_site, prepared[8])
    expect(publisher.get_by_label("Meta description")).to_have_value("A shorter one.")


def start_review(tab: Page, site: Running, book: int) -> None:
    edit(tab, site, book)
    finish(tab, "Submit to Publisher's approval")
    edit(tab, site, book)


def test_an_approval_that_takes_long_is_the_last_thing_that_is_saved(
    publisher, desk_site, prepared
):
    start_review(publisher, desk_site, prepared[6])
    publisher.evaluate(TELL_OF_AUTOSAVES)
    held = []
    # Playwright takes no built-in method for a handler.
    publisher.route("**/edit/", lambda route: held.append(route))
    with publisher.expect_console_message(lambda message: message.text == "w-autosave:save"):
        approve(publisher)
    held[0].continue_()
    expect_message(publisher, "has been updated")
    assert len(held) == 1
    publisher.unroute("**/edit/")


def test_an_approval_that_was_thought_better_of_is_forgotten(publisher, desk_site, prepared):
    book = prepared[7]
    start_review(publisher, desk_site, book)
    second = publisher.context.new_page()
    edit(second, desk_site, book)
    type_and_pause(second, second.get_by_role("textbox", name="Subtitle"), "Elsewhere")
    second.close()
    publisher.get_by_label("Tagline").fill("Here")
    expect(publisher.get_by_text("Autosave is paused", exact=True).first).to_be_visible()
    approve(publisher)
    dialog = publisher.locator("#w-save-confirmation-dialog")
    expect(dialog).to_be_visible()
    publisher.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    save_over(publisher)
    edit(publisher, desk_site, book)
    publisher.get_by_role("button", name="More actions").last.click()
    expect(publisher.get_by_role("button", name="Approve and publish").first).to_be_visible()
