"""The parts of a stored record that a card shows; reading them alone costs half of reading it."""

from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict


class Credit(TypedDict):
    role: str
    byline: str
    name: str


class Price(TypedDict):
    currency: str
    text: str


class Date(TypedDict):
    date: str
    precision: str


class Format(TypedDict):
    label: str
    availability: str
    published_on: Date | None
    prices: list[Price]


class Rendition(TypedDict):
    url: str
    width: int
    height: int
    type: str


class Image(TypedDict):
    renditions: list[Rendition]
    srcset: dict[str, str]


class Place(TypedDict):
    number: str


class CardParts(TypedDict):
    id: int
    path: str
    url: str
    language: str
    title: str
    subtitle: str
    tagline: str
    contributions: list[Credit]
    formats: list[Format]
    series: Place | None
    cover: Image | None


PARTS = TypeAdapter(CardParts)


def card_parts(record: str | bytes) -> dict[str, Any]:
    """What `books.listing.cards.card_of` needs of a record as it is stored."""
    return PARTS.validate_json(record)
