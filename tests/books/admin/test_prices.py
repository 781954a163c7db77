"""Prices in the book's form: either notation, in any language of the admin, in any currency."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from wagtail.models import PageLogEntry, Site
from wagtail.test.utils.form_data import inline_formset
from wagtail.users.models import UserProfile

from books.models import BookPage, Format, Price, PublisherSettings
from tests.books.admin.forms import book_form, form_of, format_, price
from tests.books.admin.test_book_form import complaint, send
from tests.factories import make_book

pytestmark = pytest.mark.django_db


def priced(**fields) -> dict:
    return book_form(formats=inline_formset([format_([price(**fields)])]))


def speak(client: Client, language: str) -> None:
    UserProfile.get_for_user(client.user)
    UserProfile.objects.filter(user=client.user).update(preferred_language=language)


def book_at(currency: str, amount: str) -> BookPage:
    book = make_book()
    format_of_book = Format(form="paperback")
    format_of_book.prices = [Price(currency=currency, amount=Decimal(amount))]
    book.formats = [format_of_book]
    book.save()
    return book


@pytest.mark.parametrize("language", ["en", "fr", "es", "de"])
@pytest.mark.parametrize(
    ("amount", "currency", "stored"),
    [
        ("24,95", "EUR", "24.95 EUR"),
        ("1.234,56", "usd", "1234.56 USD"),
        ("€24.95", "", "24.95 EUR"),
        ("4,250", "KWD", "4.25 KWD"),
        ("2,800", "JPY", "2800 JPY"),
    ],
)
def test_what_is_typed_is_stored(editor, language, amount, currency, stored):
    speak(editor, language)
    assert send(editor, priced(amount=amount, currency=currency)).status_code == 302
    book = BookPage.objects.get().get_latest_revision_as_object()
    kept = book.formats.get().prices.get()
    assert (kept.amount, kept.currency) == (Decimal(stored[:-4]), stored[-3:])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": "24.95", "currency": "JPY"}, "Amounts in JPY have no decimals."),
        ({"amount": "1.2345", "currency": "KWD"}, "at most 3 decimals"),
        ({"amount": "€5", "currency": "USD"}, "The amount is in EUR, but USD is chosen"),
        ({"amount": "-5"}, "A price cannot be negative."),
        ({"amount": "1e5"}, "Give an amount such as 24.95"),
        ({"amount": "99999999"}, "less than or equal to 9999999"),
        ({"amount": "5", "currency": "ZZZ"}, "three letters, such as"),
    ],
)
def test_what_is_no_amount_is_refused_at_its_field_once(editor, fields, said):
    html = complaint(send(editor, priced(**fields)))
    assert html.count(said) == 1
    assert f'value="{fields["amount"]}"' in html
    assert "or a reason why there is none" not in html


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(
    ("currency", "amount"), [("USD", "1234.5"), ("JPY", "2800"), ("KWD", "4.25")]
)
def test_an_unchanged_form_changes_no_price(editor, language, currency, amount):
    book = book_at(currency, amount)
    speak(editor, language)
    html = editor.get(f"/admin/pages/{book.pk}/edit/").content.decode()
    shown = re.search(r'name="formats-0-prices-0-amount" value="([^"]*)"', html)[1]
    kept = book.formats.get()
    one = price(id=kept.prices.get().pk, amount=shown, currency=currency)
    same = {"id": kept.pk, "prices": inline_formset([one], 1)}
    data = form_of(book, formats=inline_formset([{**format_([]), **same}], 1))
    assert editor.post(f"/admin/pages/{book.pk}/edit/", data).status_code == 302
    (left,) = book.get_latest_revision_as_object().formats.get().prices.all()
    assert left.amount == Decimal(amount)
    assert not PageLogEntry.objects.filter(action="books.change_formats")


def test_what_is_stored_is_told_beside_the_field(editor):
    book = book_at("JPY", "2800")
    html = editor.get(f"/admin/pages/{book.pk}/edit/").content.decode()
    amount = "id_formats-0-prices-0-amount"
    assert f'<output id="{amount}-reading" class="amount-reading" for="{amount}">= ¥2,800<' in html
    assert re.search(rf'aria-describedby="[^"]*{amount}-reading"', html)
    assert 'value="2800"' in html
    assert "prices-__prefix__-amount-reading" in html


def test_the_houses_currency_comes_first_then_those_in_use(editor):
    book_at("KWD", "4.25")
    site = Site.objects.get(is_default_site=True)
    PublisherSettings.objects.update_or_create(site=site, defaults={"default_currency": "GBP"})
    page = editor.get(f"/admin/pages/{book_at('JPY', '9').pk}/edit/").content.decode()
    select = re.search(r'<select name="formats-0-prices-0-currency".*?</select>', page, re.S)[0]
    codes = re.findall(r'<option value="(\w*)"', select)
    assert codes[:2] == ["", "GBP"]
    assert {*codes[2:4]} == {"KWD", "JPY"}
    assert codes[4] == "AED"
    assert len(codes) == len(set(codes)) > 150


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"amount": "24,95", "currency": "EUR"}, "= €24.95"),
        ({"amount": "$5", "house": "CAD"}, "= CA$5.00"),
        ({"amount": "5"}, "= 5.00"),
        ({"amount": ""}, ""),
        ({"amount": "free"}, "Give an amount such as 24.95 or 1,234.50."),
        ({"amount": "5", "currency": "<b>"}, "= 5.00"),
        ({"amount": "9." * 100, "currency": "USD"}, "Give an amount such as 24.95 or 1,234.50."),
    ],
)
def test_an_amount_is_described_while_it_is_typed(editor, query, said):
    response = editor.get("/admin/books/amounts/", query)
    assert response.content.decode() == said
    assert response["Content-Type"] == "text/plain"


def test_only_staff_are_told(client):
    assert client.get("/admin/books/amounts/", {"amount": "5"}).status_code == 302


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "1500"), ("KWD", "4.250"), ("USD", "29.95")]
)
def test_amounts_have_the_decimals_of_their_currency_everywhere(editor, client, currency, amount):
    book = book_at(currency, amount)
    said = f"{currency} {amount}"
    listed = editor.get("/admin/books/").content.decode()
    assert said in listed
    assert f"{said}0" not in listed
    exported = b"".join(editor.get("/admin/books/?export=csv").streaming_content).decode()
    assert re.search(rf"{said}\b(?!\.)", exported)
    record = client.get(f"/api/v3/books/{book.pk}/").json()
    assert record["formats"][0]["prices"][0]["amount"] == amount
    generic = client.get(f"/api/v2/pages/{book.pk}/").json()
    assert generic["formats"][0]["prices"][0]["amount"] == amount
    assert f'"price": "{amount}"' in client.get(book.url).content.decode().replace('":"', '": "')
    for bound, count in (("price_max", 1), ("price_min", 1)):
        query = {bound: amount, "currency": currency.lower()}
        assert client.get("/api/v3/books/", query).json()["count"] == count
    answer = client.get("/api/v3/books/", {"price_max": "24,95", "currency": "USD"})
    assert answer.status_code == 422
