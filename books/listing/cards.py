"""Stored record → card: what a list shows of a book, without another question to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from books.codes import Availability
from books.dates import day_ahead, first_day_of
from books.images import TYPES
from books.listing.card_parts import card_parts
from books.models import Publication

Part = dict[str, Any]

GONE = (Availability.OUT_OF_PRINT, Availability.CANCELLED)
# What a browser loads that takes neither `srcset` nor newer types, in pixels.
PLAIN_WIDTH = 640


@dataclass(frozen=True)
class CoverImage:
    """`sources` are pairs of MIME type and `srcset`, the best type first; sizes in pixels."""

    sources: list[tuple[str, str]]
    jpeg: str
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    """`form` and `price` are those of the first format that can be had.

    `coming` is the book's date in words while it is ahead, and `year` its year: both of the format
    that comes first, by which lists sort.
    """

    id: int
    path: str
    language: str
    title: str
    subtitle: str
    byline: str
    tagline: str
    cover: CoverImage | None
    form: str
    price: str
    coming: str
    year: str
    number: str


def cards_of(rows: Iterable[Publication], currency: str = "") -> list[Card]:
    """`rows` are publications of books; a price is told in this currency where there is one."""
    return [card_of(card_parts(row.record), currency) for row in rows]


def card_of(record: Part, currency: str = "") -> Card:
    format_ = first_to_buy(record["formats"]) or {}
    date = first_date(record["formats"]) or {}
    return Card(
        **{name: record[name] for name in ("id", "path", "language", "title", "subtitle")},
        tagline=record["tagline"],
        byline=byline_of(record["contributions"]),
        cover=cover_of(record),
        form=format_.get("label", ""),
        price=price_in(format_.get("prices", []), currency),
        coming=day_ahead(date),
        year=date.get("date", "")[:4],
        number=(record["series"] or {}).get("number", ""),
    )


def first_date(formats: list[Part]) -> Part | None:
    """The date of the format that comes first."""
    dates = [each["published_on"] for each in formats if each["published_on"]]
    return min(dates, key=lambda each: first_day_of(each["date"]), default=None)


def first_to_buy(formats: list[Part]) -> Part | None:
    """The first format that can be had, else the first."""
    known = (each for each in formats if each["availability"] not in GONE)
    return next(known, None) or next(iter(formats), None)


def price_in(prices: list[Part], currency: str) -> str:
    """The price in a currency, else the first there is."""
    wanted = (each for each in prices if each["currency"] == currency)
    price = next(wanted, None) or next(iter(prices), None)
    return price["text"] if price else ""


def byline_of(contributions: list[Part]) -> str:
    """ "By Ada Writer and Mary Reader": those whom the first contribution's role names."""
    if not contributions:
        return ""
    first = contributions[0]
    names = [each["name"] for each in contributions if each["role"] == first["role"]]
    return f"{first['byline']} {listed(names)}"


def listed(names: list[str]) -> str:
    """ "Ada, Mary and Anne"; of more than four, the first and “others”."""
    if len(names) > 4:
        return _("%(name)s and others") % {"name": names[0]}
    *others, last = names
    before = ", ".join(others)
    return _("%(names)s and %(last)s") % {"names": before, "last": last} if others else last


def cover_of(record: Part) -> CoverImage | None:
    """From the renditions that were ready when the record was stored, at this site."""
    image = record["cover"]
    root = record["url"].removesuffix(record["path"])
    ready = [each for each in image["renditions"] if each["type"] == TYPES["jpeg"]] if image else []
    plain = [each for each in ready if each["width"] <= PLAIN_WIDTH]
    if not plain:
        return None
    here = {name: text.replace(f"{root}/", "/") for name, text in image["srcset"].items()}
    return CoverImage(
        sources=[(TYPES[name], here[name]) for name in ("avif", "webp") if here.get(name)],
        jpeg=here.get("jpeg", ""),
        address=plain[-1]["url"].removeprefix(root),
        width=plain[-1]["width"],
        height=plain[-1]["height"],
    )
