"""Amounts as people write them, and with as many decimals as their currency has."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from books.amount_inputs import AmountFormField
from books.amounts import read_amount
from books.identifiers import CURRENCIES
from books.money import count_decimals, format_amount, plain_amount

LANGUAGES = ["en", "fr", "es", "de", "ar", "pt-br", "sv", "pl"]


@pytest.mark.parametrize(
    "text",
    [
        *("1234.56", "1234,56", "1.234,56", "1,234.56", "1 234,56", "1\u00a0234,56"),
        *("1\u202f234.56", "1'234.56", "1’234.56", "€1.234,56", "1 234,56 €", "EUR 1,234.56"),
        *("1234.56eur", " 1234,560 ", "１，２３４．５６", "١٢٣٤٫٥٦", "1\u2009234,56\u00a0€"),
    ],
)
def test_an_amount_is_read_in_either_notation(text):
    assert read_amount(text, "EUR") == (Decimal("1234.56"), "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1,234", "USD", "1234"),
        ("1.234", "EUR", "1234"),
        ("24.950", "USD", "24950"),
        ("0.950", "USD", "0.95"),
        ("1,234", "JPY", "1234"),
        ("2800.00", "JPY", "2800"),
        ("1,234", "KWD", "1.234"),
        ("4.250", "KWD", "4.25"),
        ("1,234,567", "KWD", "1234567"),
        ("1.234,500", "KWD", "1234.5"),
    ],
)
def test_three_digits_after_one_mark_mean_what_the_currency_can_have(text, currency, amount):
    assert read_amount(text, currency).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "house", "currency"),
    [
        ("$5", "USD", "USD"),
        ("$5", "CAD", "CAD"),
        ("$5", "EUR", "USD"),
        ("5 kr", "SEK", "SEK"),
        ("¥5", "CNY", "CNY"),
        ("5 zł", "EUR", "PLN"),
        ("5 $CA", "EUR", "CAD"),
        ("5", "EUR", ""),
    ],
)
def test_an_amount_names_its_currency(text, house, currency):
    assert read_amount(text, house=house).currency == currency


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        *((text, "USD", "such as 24.95") for text in ("", "NaN", "1e5", "Infinity", "free")),
        *((text, "USD", "such as 24.95") for text in ("1.234.56", "24 95", "9" * 25, "5 to 6")),
        *((text, "USD", "negative") for text in ("-5", "−5", "5-", "-$5")),
        ("24²", "USD", "no currency"),
        ("5 kr", "", "several currencies"),
        ("€5", "USD", "in EUR, but USD"),
        ("$5", "EUR", "but EUR"),
        ("USD 5 €", "", "in EUR, but USD"),
        ("24.95", "JPY", "no decimals"),
        ("1.2345", "KWD", "at most 3"),
        ("0,955", "EUR", "at most 2"),
    ],
)
def test_what_is_no_amount_or_an_ambiguous_one_is_refused(text, currency, said):
    with pytest.raises(ValidationError, match=said):
        read_amount(text, currency)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD", "CHF"])
@pytest.mark.parametrize("amount", ["1", "24.950", "1234.500", "9999999", "0"])
def test_what_the_form_shows_is_read_as_the_same(language, currency, amount):
    stored = round(Decimal(amount), count_decimals(currency))
    field = AmountFormField()
    field.use_currency(currency, "EUR")
    with override(language):
        shown = field.widget.format_value(stored)
        assert field.to_python(shown) == stored
        assert not field.has_changed(stored, shown)


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_a_plain_amount_has_the_decimals_of_its_currency(currency):
    text = plain_amount(Decimal("5.000"), currency)
    assert len(text.partition(".")[2]) == count_decimals(currency) <= 3


def test_no_amount_is_rounded():
    assert plain_amount(Decimal("24.950"), "JPY") == "24.95"
    assert format_amount(Decimal("24.950"), "JPY", "en") == "¥24.95"
    assert format_amount(Decimal("2800.000"), "JPY", "en") == "¥2,800"
    assert plain_amount(Decimal("1E+3"), "USD") == "1000.00"
