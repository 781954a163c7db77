"""A reader's, a teacher's and a bookseller's way through the site, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import Running
from tests.smtp import MailServer, text_of


@pytest.fixture(scope="module")
def site(demo_site: Running) -> Running:
    return demo_site


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def reader(browser: Browser, site: Running, request) -> Iterator[Page]:
    """On the home page; once with scripts and once without."""
    context = browser.new_context(java_script_enabled=request.param)
    tab = context.new_page()
    tab.goto(site.site)
    yield tab
    context.close()


def mail_to(post: MailServer, address: str, words: str) -> str:
    """The text of the mail that says this, once it has come."""
    mail = post.wait_for(lambda mail: mail["X-RcptTo"] == address and words in text_of(mail))
    return text_of(mail)


def test_a_bookseller_finds_a_book_by_its_isbn(reader: Page):
    box = reader.get_by_role("banner").get_by_label("Search books, people and pages")
    box.fill("978 1 9999 0161 5")
    reader.get_by_role("banner").get_by_role("button", name="Search").click()
    reader.get_by_role("main").get_by_role("listitem").get_by_role("heading").first.get_by_role(
        "link"
    ).click()
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.get_by_text("978-1-9999016-1-5")).to_be_visible()


def test_a_reader_narrows_the_catalogue_and_goes_back(reader: Page, site: Running):
    reader.get_by_role("navigation", name="Main").get_by_role(
        "link", name="Books", exact=True
    ).click()
    main = reader.get_by_role("main")
    expect(main.get_by_role("status")).to_have_text("23 books")
    main.get_by_role("link", name=re.compile("^EPUB")).click()
    main.get_by_role("link", name=re.compile("^Travel writing")).click()
    assert reader.url == f"{site.site}/books/?form=epub&subject=travel-writing"
    count = main.get_by_role("article").count()
    expect(main.get_by_role("status")).to_have_text(f"{count} books")
    main.get_by_role("link", name="Give up Format: EPUB").click()
    expect(main.get_by_role("status")).to_have_text("6 books")
    main.get_by_label("Order").select_option("Title")
    main.get_by_role("button", name="Sort").click()
    assert "order=title" in reader.url
    main.get_by_role("link", name="Clear all").click()
    expect(main.get_by_role("status")).to_have_text("23 books")


def test_a_reader_chooses_a_currency(reader: Page, site: Running):
    reader.goto(f"{site.site}/books/walden/")
    paperback = reader.get_by_role("listitem").filter(
        has=reader.get_by_role("heading", name="Paperback")
    )
    large = paperback.locator(".format-price")
    expect(large).to_have_text("$15.95", use_inner_text=True)
    reader.get_by_label("Prices in").select_option("GBP")
    if reader.get_by_role("button", name="Show").is_visible():
        reader.get_by_role("button", name="Show").click()
    expect(large).to_have_text("£11.99 United Kingdom", use_inner_text=True)


def test_a_chosen_currency_is_remembered(browser: Browser, site: Running):
    tab = browser.new_context().new_page()
    tab.goto(f"{site.site}/books/walden/")
    tab.get_by_label("Prices in").select_option("CAD")
    tab.goto(f"{site.site}/books/walden/")
    expect(tab.locator(".format-price").last).to_have_text("CA$20.95 Canada", use_inner_text=True)
    tab.context.close()


def test_a_teacher_asks_for_an_exam_copy(reader: Page, site: Running, post: MailServer):
    post.mails.clear()
    reader.goto(f"{site.site}/books/flatland/")
    reader.get_by_role("link", name="Request Exam Copy").click()
    reader.get_by_role("textbox", name="Name").fill("Edith Marlow")
    reader.get_by_role("textbox", name="E-mail").first.fill("edith@college")
    reader.get_by_role("button", name="Send the request").click()
    alert = reader.get_by_role("alert")
    expect(alert.get_by_role("heading")).to_have_text("3 things are not right yet")
    alert.get_by_role("link", name=re.compile("^E-mail")).click()
    email = reader.get_by_role("main").get_by_role("textbox", name="E-mail")
    expect(email).to_be_focused()
    expect(email).to_have_value("edith@college")
    email.fill("edith@college.example.org")
    reader.get_by_role("textbox", name="Institution").fill("Harbour College")
    reader.get_by_role("textbox", name="Course").fill("MATH 101")
    reader.get_by_role("button", name="Send the request").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Your request is with us")
    assert "Flatland" in mail_to(post, "edith@college.example.org", "exam copy")
    assert "Harbour College" in mail_to(post, "hello@example.org", "Flatland")


def test_a_reader_subscribes_and_confirms_by_the_mailed_link(
    reader: Page, site: Running, post: MailServer
):
    post.mails.clear()
    address = f"reader{id(reader)}@example.org"
    footer = reader.get_by_role("main").locator("form.newsletter")
    footer.get_by_label("E-mail").fill(address)
    footer.get_by_role("button", name="Subscribe").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = re.search(r"http://\S+/newsletter/confirm/\S+", mail_to(post, address, "confirm"))[0]
    reader.goto(link)
    reader.get_by_role("button", name="Yes, subscribe").click()
    expect(reader.get_by_text("SLOWPOST10")).to_be_visible()
    welcome = mail_to(post, address, "SLOWPOST10")
    reader.goto(re.search(r"http://\S+/newsletter/unsubscribe/\S+", welcome)[0])
    reader.get_by_role("button", name="Unsubscribe").click()
    expect(reader.get_by_text(f"No newsletter comes to {address}.")).to_be_visible()


def test_a_keyboard_is_enough_to_find_a_book(browser: Browser, site: Running):
    tab = browser.new_context().new_page()
    tab.goto(site.site)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the text")).to_be_focused()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.goto(f"{site.site}/students/")
    box = tab.get_by_role("combobox")
    for _ in range(20):
        tab.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    outline = box.evaluate("box => getComputedStyle(box).outlineStyle")
    assert outline == "solid"
    tab.keyboard.type("darw")
    options = tab.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    tab.keyboard.type("i")
    person = tab.get_by_role("option", name=re.compile("Charles Darwin"))
    expect(person).to_be_visible()
    for _ in range(10):
        tab.keyboard.press("ArrowDown")
        if person.get_attribute("aria-selected") == "true":
            break
    expect(box).to_have_attribute("aria-activedescendant", person.get_attribute("id"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Charles Darwin")
    tab.context.close()


def test_a_search_without_a_choice_is_a_plain_search(browser: Browser, site: Running):
    tab = browser.new_context().new_page()
    tab.goto(site.site)
    tab.get_by_role("combobox").fill("voyge")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("This was found for “voyage”.")).to_be_visible()
    expect(tab.locator("mark").first).to_be_visible()
    tab.context.close()
