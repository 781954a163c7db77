"""Prices in the currency that a reader asks for, and the others beside them."""

import re
from decimal import Decimal
from html import unescape

import pytest

from books.codes import Availability, Form, UnpricedReason
from books.models import BookPage, Format, Price
from tests.factories import make_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> BookPage:
    """In two formats: one in three currencies, one in euros alone."""
    book = make_book()
    paper = Format(form=Form.PAPERBACK, buy_link="https://shop.example/paper", sort_order=0)
    amounts = (("USD", "20.00", ""), ("CAD", "26.00", "CA"), ("EUR", "18.00", ""))
    paper.prices = [
        Price(currency=currency, amount=Decimal(amount), territory=territory)
        for currency, amount, territory in amounts
    ]
    epub = Format(form=Form.EPUB, sort_order=1, availability=Availability.OUT_OF_PRINT)
    epub.prices = [Price(currency="EUR", amount=Decimal(9))]
    epub.buy_link = "https://shop.example/epub"
    book.formats = [paper, epub]
    book.save()
    return book


def large(client, book: BookPage, query: str = "") -> list[str]:
    """The prices that stand large."""
    content = client.get(book.url + query).content.decode()
    lines = re.findall(r'class="format-price">(.*?)</p>', content, re.DOTALL)
    shown = [re.findall(r'<span[^>]*data-currency="\w*">(.*?)</span>', line) for line in lines]
    return [unescape(re.sub("<.*?>", "", "".join(each))).strip() for each in shown]


def test_prices_are_in_the_publishers_currency_until_another_is_asked_for(client, book):
    assert large(client, book) == ["$20.00", "€9.00"]
    assert large(client, book, "?currency=EUR") == ["€18.00", "€9.00"]
    assert large(client, book, "?currency=cad") == ["CA$26.00 Canada", "€9.00"]


@pytest.mark.parametrize("odd", ["XXX", "", "<script>", "USD,EUR", "9" * 9])
def test_a_currency_without_a_price_changes_nothing(client, book, odd):
    assert large(client, book, f"?currency={odd}") == ["$20.00", "€9.00"]


def test_the_choice_is_offered_only_where_there_is_one(client, book):
    assert 'name="currency"' in client.get(book.url).content.decode()
    assert 'name="currency"' not in client.get(make_book().url).content.decode()


def test_what_is_out_of_print_is_not_sold(client, book):
    content = client.get(book.url).content.decode()
    assert 'href="https://shop.example/paper"' in content
    assert 'href="https://shop.example/epub"' not in content


def test_a_format_without_a_price_says_why(client):
    book = make_book()
    format_ = Format(form=Form.PDF)
    format_.prices = [Price(unpriced_reason=UnpricedReason.FREE)]
    book.formats = [format_]
    book.save()
    assert large(client, book) == ["Free of charge"]
