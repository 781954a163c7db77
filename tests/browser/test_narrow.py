"""Long words and right-to-left texts on every kind of page: a small phone scrolls in no other
direction than down."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from books.models import BookPage
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_content_page,
)

pytestmark = pytest.mark.django_db

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = f"https://www.example.com/{'unbroken' * 20}/"
ARABIC = "رسالة الغفران"
WIDTHS = (320, 360, 768)


def make_long_book() -> BookPage:
    """A title of 250 characters, nearly all in one word; so is all else that is told of it."""
    title = (WORD * 4)[:244] + " Voyage"
    contributor = ContributorFactory(name=f"Ada {WORD}", sort_name=f"{WORD}, Ada")
    paragraph = f'<p><b>{WORD}</b> <a href="{ADDRESS}">{ADDRESS}</a></p>'
    return make_book(
        title,
        contributor=contributor,
        subject=SubjectFactory(name=WORD),
        series=SeriesFactory(name=WORD),
        subtitle=WORD,
        tagline=WORD,
        slug="long",
        edition_note=WORD,
        rights=WORD,
        doi=f"10.1234/{'x' * 120}",
        offers_exam_copies=True,
        description=[("paragraph", paragraph), ("heading", WORD)],
        contents=[("chapter", {"title": WORD, "contributors": WORD, "page": "123"})],
        praise=[("review", {"quotation": WORD, "person": WORD, "source": WORD})],
    )


def make_pages() -> dict[str, str]:
    """The HTML of each kind of page, with the site's styles in it."""
    book = make_long_book()
    make_book(ARABIC, language="ar", subtitle="كتاب", slug="arabic", published_on=None)
    body = [("paragraph", f"<p>{WORD} {ADDRESS}</p>"), ("heading", WORD)]
    make_content_page(WORD, slug="content", body=body, show_in_menus=True)
    subject, series = book.book_subjects.get().subject, book.series
    contributor = book.contributions.get().contributor
    contributor.website = ADDRESS
    contributor.save()
    addresses = [
        *("/", "/books/", "/books/?view=list", f"/books/?subject={subject.slug}", "/contributors/"),
        *("/books/long/", "/books/arabic/", "/books/long/exam-copy/", "/content/", "/search/"),
        *("/search/?q=voyage", f"/search/?q={WORD}", "/newsletter/", "/books/nowhere/"),
        *(each.get_absolute_url() for each in (subject, series, contributor)),
    ]
    return {address: with_styles(Client().get(address).content.decode()) for address in addresses}


def with_styles(html: str) -> str:
    styles = re.findall(r'<link rel="stylesheet" href="/static/(css/[^"]+)">', html)
    css = "".join((settings.BASE_DIR / "static" / name).read_text() for name in styles)
    return re.sub(r"<script.*?</script>|<link [^>]+>", "", html).replace(
        "</head>", f"<style>{css}</style></head>"
    )


# What stands beyond the edge, and is not itself within something that scrolls.
BEYOND = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !each.closest(".table, .trap, .hidden");
}).map(each => each.outerHTML.slice(0, 120))"""
DIRECTIONS = """() => [...document.querySelectorAll("[lang]")].map(
    each => [each.lang, each.dir, getComputedStyle(each).direction])"""


def test_no_page_is_wider_than_a_phone():
    pages, wide, directions = make_pages(), {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in WIDTHS:
            tab = browser.new_page(viewport={"width": width, "height": 800})
            for address, html in pages.items():
                tab.set_content(html)
                beyond = tab.evaluate(BEYOND)
                if beyond or tab.evaluate("document.documentElement.scrollWidth") > width:
                    wide[width, address] = beyond[:3]
                directions[address] = tab.evaluate(DIRECTIONS)
        browser.close()
    assert wide == {}
    for address in ("/books/", "/books/arabic/", "/books/?view=list"):
        assert ["ar", "rtl", "rtl"] in directions[address], address
        assert ["en", "ltr", "ltr"] in directions[address], address
