"""The formats of a book with their prices, in the currency that a reader has chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from django.utils.translation import get_language, to_locale

from books.codes import Availability
from books.models import Format, Price

GONE = (Availability.OUT_OF_PRINT, Availability.CANCELLED)


@dataclass(frozen=True)
class Quote:
    """One price in words; `shown` is the one that stands large, the others beside it."""

    currency: str
    text: str
    territory: str
    shown: bool


@dataclass(frozen=True)
class Offered:
    """A format as a reader chooses it; `can_be_had` is false for what is out of print."""

    format: Format
    quotes: list[Quote]
    can_be_had: bool

    @property
    def others(self) -> list[Quote]:
        """All of them, where there is more than the one that stands large."""
        return self.quotes if len(self.quotes) > 1 else []


@dataclass(frozen=True)
class Currency:
    code: str
    name: str
    chosen: bool


def currencies_of(formats: Iterable[Format], asked: str, usual: str) -> list[Currency]:
    """Those that any format has a price in: the one asked for is chosen, or else the usual one."""
    priced = [price for each in formats for price in each.prices.all() if price.amount is not None]
    codes = list(dict.fromkeys(price.currency for price in priced))
    chosen = next((code for code in (asked.upper(), usual, *codes) if code in codes), "")
    names = locale().currencies
    return [Currency(code, names.get(code, code), code == chosen) for code in codes]


def offered(formats: Iterable[Format], currencies: list[Currency]) -> list[Offered]:
    chosen = next((each.code for each in currencies if each.chosen), "")
    return [offer_of(each, chosen) for each in formats]


def offer_of(format_: Format, chosen: str) -> Offered:
    """Without a price in the chosen currency, a format shows the first that it has."""
    prices = list(format_.prices.all())
    codes = [price.currency for price in prices]
    shown = chosen if chosen in codes else next(iter(codes), "")
    quotes = [quote_of(price, price.currency == shown) for price in prices]
    return Offered(format_, quotes, format_.availability not in GONE)


def quote_of(price: Price, shown: bool) -> Quote:
    territory = locale().territories.get(price.territory, price.territory)
    return Quote(price.currency, str(price), territory, shown)


def locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
