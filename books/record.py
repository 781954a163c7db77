"""`BookRecord`: all that is public about one book, as one typed value.

It is the API's response schema and all that a channel gets to see. Types only: no Django
models here. Amounts are decimals written as strings with an ISO 4217 currency, and have as many
decimals as it has; ISBNs are 13 digits; dates are ISO 8601, cut to what is known (`2012-11-06`,
`2012-11`, `2012`).
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from books.codes import (
    Availability,
    AwardResult,
    ContributorKind,
    DatePrecision,
    Form,
    Language,
    Licence,
    Role,
    UnpricedReason,
)
from books.record_blocks import BioItem, ContentsItem, DescriptionItem, Image, PraiseItem, Text


class PageLink(BaseModel):
    """A link to a page of the site: its words, and its id and path if it can be read today."""

    label: str
    id: int | None
    path: str | None


class Person(BaseModel):
    """A contributor as every book that credits them shows them."""

    id: int | None
    reference: UUID | None
    name: str
    sort_name: str
    kind: ContributorKind
    path: str | None
    orcid: str
    website: str
    bio: Text
    photo: Image | None


class Contribution(BaseModel):
    """A contributor's part in this book, at a position counted from 1."""

    position: int
    role: Role
    byline: str
    name: str
    contributor: Person


class Price(BaseModel):
    """An amount in one currency, or the reason why there is none; no territory means all."""

    amount: Annotated[str, Field(pattern=r"^\d+(\.\d{1,3})?$")] | None
    currency: str
    territory: str
    unpriced_reason: UnpricedReason | None
    text: str


class Document(BaseModel):
    """A file to download."""

    id: int
    title: str
    url: str


class PublicationDate(BaseModel):
    """A date with no more precision than is known."""

    date: str
    precision: DatePrecision


class Format(BaseModel):
    """A paperback, a hardback, an EPUB …; trim size in millimetres."""

    form: Form
    label: str
    isbn: str
    pages: int | None
    width: int | None
    height: int | None
    published_on: PublicationDate | None
    availability: Availability
    buy_link: str
    sample: Document | None
    prices: list[Price]


class Award(BaseModel):
    name: str
    year: int | None
    result: AwardResult


class Shelf(BaseModel):
    """A subject, named."""

    id: int
    name: str


class Subject(BaseModel):
    """A shelf; `ancestors` are those above it, from the top."""

    id: int
    name: str
    path: str
    ancestors: list[Shelf]
    bisac: str
    thema: str
    keyword: str


class SeriesPlace(BaseModel):
    """The series and the book's number in it."""

    id: int
    name: str
    path: str
    number: str
    issn: str


class Edition(BaseModel):
    number: int | None
    note: str


class RelatedBook(BaseModel):
    """Another public book, named."""

    id: int
    title: str
    path: str


class Publisher(BaseModel):
    """What the publisher says once for all books of the site."""

    name: str
    newsletter_offer: str


class BookRecord(BaseModel):
    """All that is public about one book."""

    id: int
    reference: UUID
    alias_of: int | None
    locale: str
    slug: str
    path: str
    url: str
    title: str
    subtitle: str
    tagline: str
    seo_title: str
    search_description: str
    language: Language
    contributions: list[Contribution]
    formats: list[Format]
    description: list[DescriptionItem]
    contents: list[ContentsItem]
    author_bio: list[BioItem]
    praise: list[PraiseItem]
    awards: list[Award]
    subjects: list[Subject]
    series: SeriesPlace | None
    edition: Edition
    cover: Image | None
    rights: str
    licence: Licence
    doi: str
    keywords: list[str]
    related_books: list[RelatedBook]
    exam_copy: PageLink | None
    student_offer: PageLink | None
    publisher: Publisher
    first_published_at: datetime | None
