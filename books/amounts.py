# ruff: noqa: RUF001 - the signs of typesetters are what is read here
"""Reads amounts of money as people write them: 24.95, 24,95, 1.234,56, 1 234,56, €24,95.

Where one point or comma stands before exactly three digits, the currency decides: in KWD, which
has three decimals, "1,234" is 1.234; in all others it is one thousand two hundred and thirty-four.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from babel.numbers import get_currency_name, get_currency_symbol
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from books.identifiers import CURRENCIES
from books.money import count_decimals

LONGEST = 24
SYMBOLS = {get_currency_symbol(code, "fr"): code for code in CURRENCIES}
SYMBOLS |= {get_currency_symbol(code, "en"): code for code in CURRENCIES}
SYMBOLS |= {"US$": "USD", "C$": "CAD", "CAD$": "CAD", "CDN$": "CAD", "AU$": "AUD", "S$": "SGD"}
SYMBOLS |= {"zł": "PLN", "₺": "TRY", "₽": "RUB", "₦": "NGN", "₴": "UAH", "Rs.": "INR", "Rs": "INR"}
SYMBOLS = {symbol: code for symbol, code in SYMBOLS.items() if symbol not in CURRENCIES | {"¤"}}
# Signs that several currencies share, and what the English names of these have in common.
SHARED = {
    "$": "Dollar|Peso",
    "£": "Pound",
    "¥": "Yen|Yuan",
    "kr": "Kron|Krón",
    "Rs": "Rupee",
    "Rs.": "Rupee",
}
SHARED_BY = {
    sign: {code for code in CURRENCIES if re.search(names, get_currency_name(code, locale="en"))}
    for sign, names in SHARED.items()
}
WRITTEN = re.compile(r"(?P<before>\D*?)\s*(?P<number>[.,]?\d[\d.,'٫]*)\s*(?P<after>\D*)")
GROUPED = r"[1-9]\d{0,2}(?:(?P<group>[.,'])\d{3})(?:(?P=group)\d{3})*"
NUMBER = re.compile(rf"(?P<whole>{GROUPED}|\d*)(?:(?P<mark>[.,٫])(?P<part>\d+))?")


class Amount(NamedTuple):
    """`currency` is empty where neither the text nor anyone else has named one."""

    amount: Decimal
    currency: str


def read_amount(text: str, currency: str = "", house: str = "USD") -> Amount:
    """An amount as it is written, in this currency or, where none is given, in the one it names.

    `house` is the currency that a sign shared by several means. Raises ValidationError.
    """
    written = WRITTEN.fullmatch(to_plain_characters(text)) if len(text) <= LONGEST else None
    if not written:
        raise ValidationError(_("Give an amount such as 24.95 or 1,234.50."))
    for sign in filter(None, (written["before"], written["after"])):
        currency = resolve_sign(sign.strip(), currency, house)
    return Amount(read_number(written["number"], currency), currency)


def to_plain_characters(text: str) -> str:
    """With the digits and signs of a keyboard; spaces between digits are apostrophes."""
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    text = text.strip().translate({**wide, ord("￥"): "¥", ord("￡"): "£", ord("٬"): "'"})
    text = "".join(str(unicodedata.decimal(mark, mark)) for mark in text)
    text = re.sub(r"[’ʼ]", "'", text)
    return re.sub(r"(?<=\d)\s(?=\d)", "'", text)


def resolve_sign(sign: str, currency: str, house: str) -> str:
    """The currency that a sign or code stands for, which must be the one that is given."""
    if re.match(r"[-−–]", sign):
        raise ValidationError(_("A price cannot be negative."))
    code = sign.upper() if sign.upper() in CURRENCIES else SYMBOLS.get(sign, "")
    shared = SHARED_BY.get(sign, {code} - {""})
    named = next((each for each in (currency, house, code) if each in shared), "")
    if not shared:
        raise ValidationError(_("“%(sign)s” is no currency known here.") % {"sign": sign})
    if not named:
        message = _("“%(sign)s” stands for several currencies: give one by its three letters.")
        raise ValidationError(message % {"sign": sign})
    if currency and named != currency:
        message = _("The amount is in %(named)s, but %(currency)s is chosen as its currency.")
        raise ValidationError(message % {"named": named, "currency": currency})
    return named


def read_number(text: str, currency: str) -> Decimal:
    digits = count_decimals(currency)
    number = NUMBER.fullmatch(text)
    if digits == 3 and (three := re.fullmatch(r"(\d{1,3})[.,](\d{3})", text)):
        return Decimal(f"{three[1]}.{three[2]}")
    if not number or (number["mark"] and number["mark"] == number["group"]):
        raise ValidationError(_("Give an amount such as 24.95 or 1,234.50."))
    whole = re.sub(r"\D", "", number["whole"])
    amount = Decimal(f"{whole or 0}.{number['part'] or 0}")
    check_decimals(amount, currency)
    return round(amount, digits)


def check_decimals(amount: Decimal, currency: str) -> None:
    """Raises ValidationError for more decimals than the currency has."""
    digits = count_decimals(currency)
    if amount.is_finite() and -int(amount.normalize().as_tuple().exponent) > digits:
        if not digits:
            message = _("Amounts in %(currency)s have no decimals.")
        else:
            message = ngettext(
                "Amounts in %(currency)s have at most %(n)s decimal.",
                "Amounts in %(currency)s have at most %(n)s decimals.",
                digits,
            )
        raise ValidationError(message % {"currency": currency, "n": digits})
