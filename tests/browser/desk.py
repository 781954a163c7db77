"""What editors do again and again, as a browser does it."""

import re

from playwright.sync_api import Browser, Locator, Page, Response, expect

from home.demo_users import DEMO_PASSWORD
from tests.running import Running

# Two seconds after its page, Wagtail begins to watch the form for changes; no event tells so.
TELL_WHEN_WATCHED = """setInterval(() => {
    const form = document.querySelector("form[data-edit-form]");
    const watch = window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved");
    if (watch?.initialFormData) form.dataset.watched = "yes";
}, 50)"""
AUTOSAVED = re.compile(r"/admin/pages/(add/books/bookpage/\d+|\d+/edit)/$")


def log_in(browser: Browser, site: Running, name: str) -> Page:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(TELL_WHEN_WATCHED)
    tab = context.new_page()
    tab.goto(f"{site.site}/admin/login/")
    tab.get_by_label("Username").fill(name)
    tab.get_by_label("Password").fill(DEMO_PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/admin/")
    return tab


def side_panel(tab: Page, name: str) -> None:
    toggle = tab.locator(f'[data-side-panel-toggle="{name}"]')
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()


def edit(tab: Page, site: Running, book: int) -> None:
    tab.goto(f"{site.site}/admin/pages/{book}/edit/")
    expect(tab.locator("form[data-watched]")).to_be_attached()


def add_book(tab: Page, site: Running, catalogue: int) -> None:
    tab.goto(f"{site.site}/admin/pages/add/books/bookpage/{catalogue}/")
    expect(tab.locator("form[data-watched]")).to_be_attached()


def book_in(tab: Page) -> int:
    """The id of the book that is edited."""
    return int(re.search(r"/pages/(\d+)/edit/", tab.url)[1])


def is_autosave(response: Response) -> bool:
    request = response.request
    return request.method == "POST" and bool(AUTOSAVED.search(response.url.partition("#")[0]))


def type_and_pause(tab: Page, field: Locator, text: str) -> None:
    """Type, and do nothing until that has been saved by itself."""
    with tab.expect_response(is_autosave) as answer:
        field.fill("")
        field.press_sequentially(text)
    assert answer.value.ok, answer.value.text()
    expect(tab.get_by_text("Saved", exact=True)).to_be_visible()


def open_tab(tab: Page, name: str) -> None:
    tab.get_by_role("tab", name=name).click()


def describe(tab: Page, text: str) -> None:
    """Write the first paragraph of the description."""
    open_tab(tab, "Text")
    description = tab.locator('[data-contentpath="description"]')
    description.get_by_role("button", name="Insert a block").last.click()
    tab.get_by_role("option", name="Paragraph").click()
    paragraph = description.locator('[contenteditable="true"]').last
    paragraph.click()
    tab.keyboard.type(text)


def credit(tab: Page, name: str) -> None:
    """Choose a contributor who is there."""
    open_tab(tab, "Book")
    tab.get_by_role("button", name="Add Contributor").click()
    contributors = tab.locator("#panel-child-book-contributors-section")
    contributors.get_by_role("button", name="Choose").last.click()
    tab.locator(".modal").get_by_role("link", name=name).click()
    expect(tab.locator(".modal")).to_have_count(0)


def press(tab: Page, name: str) -> None:
    """A button of the footer."""
    if name != "Save draft":
        tab.get_by_role("button", name="More actions").last.click()
    tab.get_by_role("button", name=name, exact=True).last.click()


def approve(tab: Page) -> None:
    """Approve and publish, without a comment."""
    tab.get_by_role("button", name="More actions").last.click()
    tab.get_by_role("button", name="Approve and publish").first.click(no_wait_after=True)


def save_over(tab: Page) -> None:
    """Save the draft, and go on from Wagtail's dialog on the newer version."""
    expect(tab.get_by_text("Autosave is paused", exact=True).first).to_be_visible()
    dialog = tab.locator("#w-save-confirmation-dialog")
    expect(dialog).to_contain_text("saved a new version")
    press(tab, "Save draft")
    dialog.get_by_role("button", name="Save draft").click()
    expect_message(tab, "has been updated")


def set_schedule(tab: Page, go_live: str) -> None:
    side_panel(tab, "status")
    tab.get_by_role("button", name=re.compile("(Set|Edit) schedule")).click()
    day = tab.get_by_label("Go live date/time")
    calendar = tab.locator(".xdsoft_datetimepicker:visible")
    day.click()
    expect(calendar).to_have_count(1)
    day.fill(go_live)
    # Anywhere else, so that the calendar closes.
    tab.get_by_role("heading", name="publishing schedule").click()
    expect(calendar).to_have_count(0)
    tab.get_by_role("button", name="Save schedule").click()


def expect_message(tab: Page, text: str) -> None:
    expect(tab.locator(".messages")).to_contain_text(text)
