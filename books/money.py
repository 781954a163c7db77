"""Amounts of money as people read them."""

from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


def format_amount(amount: Decimal, currency: str, language: str | None = None) -> str:
    """An amount with its ISO 4217 currency, in the words of a language: `$29.95`."""
    locale = to_locale(language or get_language() or "en")
    return format_currency(amount, currency, locale=locale)
