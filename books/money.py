"""Amounts of money: as they are stored, and as people read them."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale


def count_decimals(currency: str) -> int:
    """How many decimals amounts in an ISO 4217 currency have: 0 in JPY, 2 in USD, 3 in KWD."""
    return get_currency_precision(currency)


def plain_amount(amount: Decimal, currency: str) -> str:
    """The amount with as many decimals as its currency has: `1500` in JPY, `4.250` in KWD.

    What an older version of a book says with more decimals keeps them: nothing is rounded.
    """
    digits = max(count_decimals(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{digits}f}"


def format_amount(amount: Decimal, currency: str, language: str | None = None) -> str:
    """An amount with its ISO 4217 currency, in the words of a language: `$29.95`."""
    locale = to_locale(language or get_language() or "en")
    return format_currency(amount, currency, locale=locale, decimal_quantization=False)
