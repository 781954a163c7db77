"""The formats of a book with their prices, in the currency that a reader has chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.utils.translation import get_language, to_locale

from books.codes import Availability, DatePrecision
from books.dates import availability_today, day_ahead, in_words
from books.identifiers import format_isbn

# A format of a record, or one of its prices.
Part = dict[str, Any]

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
    """A format as a reader chooses it; `can_be_had` is false for what is out of print.

    Its date in words is `coming` as long as it is ahead, and `published` from then on.
    """

    format: Part
    sample: str
    isbn: str
    state: str
    coming: str
    published: str
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


def currencies_of(formats: Iterable[Part], asked: str, usual: str) -> list[Currency]:
    """Those that any format has a price in: the one asked for is chosen, or else the usual one."""
    priced = [price for each in formats for price in each["prices"] if price["amount"] is not None]
    codes = list(dict.fromkeys(price["currency"] for price in priced))
    chosen = next((code for code in (asked.upper(), usual, *codes) if code in codes), "")
    names = locale().currencies
    return [Currency(code, names.get(code, code), code == chosen) for code in codes]


def offered(formats: Iterable[Part], currencies: list[Currency], root: str) -> list[Offered]:
    """`root` is the full address of the site, without which its files have theirs here."""
    chosen = next((each.code for each in currencies if each.chosen), "")
    return [offer_of(each, chosen, root) for each in formats]


def offer_of(format_: Part, chosen: str, root: str) -> Offered:
    """Without a price in the chosen currency, a format shows the first that it has."""
    codes = [price["currency"] for price in format_["prices"]]
    shown = chosen if chosen in codes else next(iter(codes), "")
    state, date = format_["availability"], format_["published_on"]
    coming = day_ahead(date)
    return Offered(
        format_,
        sample=format_["sample"]["url"].removeprefix(root) if format_["sample"] else "",
        isbn=format_isbn(format_["isbn"]) if format_["isbn"] else "",
        state=str(availability_today(state, date and date["date"]).label),
        coming=coming,
        published=date_of(date) if date and not coming else "",
        quotes=[quote_of(price, price["currency"] == shown) for price in format_["prices"]],
        can_be_had=state not in GONE,
    )


def date_of(date: Part) -> str:
    return in_words(date["date"], DatePrecision(date["precision"]))


def quote_of(price: Part, shown: bool) -> Quote:
    where = price["territory"]
    territory = locale().territories.get(where, where) if where else ""
    return Quote(price["currency"], price["text"], territory, shown)


def locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
