"""One rule of what is out and what is to come, for dates known to the day, month or year."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from books import dates
from books.channels import schema_org
from books.codes import Availability, DatePrecision, Form
from books.models import Format
from tests.books.publishing.rows import record_of, row_of
from tests.factories import make_book, make_site

pytestmark = pytest.mark.django_db

# The date that was typed, how far it is known, and a day on which it is ahead, and is not any more.
CASES = [
    (date(2026, 11, 20), "day", date(2026, 11, 19), date(2026, 11, 20)),
    (date(2026, 11, 20), "month", date(2026, 10, 31), date(2026, 11, 1)),
    (date(2026, 11, 30), "month", date(2026, 10, 31), date(2026, 11, 1)),
    (date(2026, 11, 20), "year", date(2025, 12, 31), date(2026, 1, 1)),
    (date(2026, 12, 31), "year", date(2025, 12, 31), date(2026, 1, 1)),
]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[1]}-{case[0]}")
def case(request) -> tuple[date, str, date, date]:
    return request.param


@pytest.fixture
def on(monkeypatch):
    """Let the site's clock show a day; what is kept for a minute is then made anew."""

    def show(day: date) -> None:
        cache.clear()
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)

    return show


def titles(client: Client, address: str) -> list[str]:
    content = client.get(address).content.decode()
    return [unescape(each) for each in re.findall(r'card-title"[^>]*>([^<]+)<', content)]


def what_is_said(client: Client, book) -> dict[str, bool]:
    """Of each place that decides, whether it takes the book as one to come."""
    page = client.get(book.url).content.decode()
    card = client.get("/books/").content.decode()
    feed = client.get("/feeds/new.json").content.decode()
    thing = json.dumps(schema_org.book(record_of(book)))
    return {
        "page": "Order ahead" in page,
        "state": "Forthcoming" in page,
        "card": "Coming" in card,
        "list": titles(client, "/books/?when=forthcoming") == [book.title],
        "not new": titles(client, "/books/?when=new") == [],
        "home": "Forthcoming" in client.get("/").content.decode(),
        "feed": book.title not in feed,
        "search engines": "PreOrder" in thing,
    }


def test_every_place_says_the_same_on_the_same_day(client, on, case):
    typed, precision, before, first = case
    make_site()
    book = make_book("Walden", published_on=None)
    format_ = book.formats.get()
    format_.published_on, format_.published_on_precision = typed, DatePrecision(precision)
    format_.buy_link = "https://example.org/buy"
    format_.save()
    book.save()
    on(before)
    assert set(what_is_said(client, book).items()) == {
        (place, True) for place in what_is_said(client, book)
    }
    on(first)
    assert not any(what_is_said(client, book).values())


def test_a_book_is_out_with_its_first_format(client, on):
    """The hardback of a month comes before the paperback of a day in it."""
    book = make_book("Walden", published_on=date(2026, 11, 10))
    book.formats = [
        *book.formats.all(),
        Format(
            form=Form.HARDBACK,
            published_on=date(2026, 11, 28),
            published_on_precision=DatePrecision.MONTH,
            availability=Availability.OUT_OF_PRINT,
        ),
    ]
    book.save()
    assert row_of(book).sort_date == date(2026, 11, 1)
    on(date(2026, 11, 2))
    assert titles(client, "/books/?when=new") == ["Walden"]
    assert "Coming" not in client.get("/books/").content.decode()


@pytest.mark.parametrize("state", [each for each in Availability if each != "available"])
def test_a_state_that_an_editor_chose_stays(on, state):
    on(date(2026, 1, 1))
    assert dates.availability_today(state, "2027") == state
    assert dates.availability_today(state, None) == state
