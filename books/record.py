"""`BookRecord`: all that is public about one book, as one typed value.

It is the API's response schema and all that a channel gets to see. Types only: no Django
models here. Amounts are decimals written as strings with an ISO 4217 currency; ISBNs are 13
digits; dates are ISO 8601, cut to what is known (`2012-11-06`, `2012-11`, `2012`).
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

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


class Text(Schema):
    """Rich text: as HTML safe to insert, and as plain text."""

    html: str
    text: str


class Rendition(Schema):
    """One ready-made file of an image; width and height in pixels."""

    url: str
    width: int
    height: int
    type: str


class Image(Schema):
    """An image with its words; the focal point is given in pixels of the original."""

    id: int
    alt: str
    url: str
    width: int
    height: int
    focal_point: tuple[int, int] | None
    renditions: list[Rendition]


class PageLink(Schema):
    """A link to a page of the site: its words, and its path if it can be read today."""

    label: str
    path: str | None


class Person(Schema):
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


class Contribution(Schema):
    """A contributor's part in this book, at a position counted from 1."""

    position: int
    role: Role
    byline: str
    name: str
    contributor: Person


class Price(Schema):
    """An amount in one currency, or the reason why there is none; no territory means all."""

    amount: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")] | None
    currency: str
    territory: str
    unpriced_reason: UnpricedReason | None
    text: str


class Document(Schema):
    """A file to download."""

    id: int
    title: str
    url: str


class PublicationDate(Schema):
    """A date with no more precision than is known."""

    date: str
    precision: DatePrecision


class Format(Schema):
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


class Block(Schema):
    """What every StreamField block has; `id` is stable over edits."""

    id: str | None


class ParagraphBlock(Block):
    type: Literal["paragraph"]
    value: Text


class HeadingBlock(Block):
    type: Literal["heading"]
    value: str


class Quotation(Schema):
    text: str
    source: str


class QuotationBlock(Block):
    type: Literal["quotation"]
    value: Quotation


class Figure(Schema):
    image: Image | None
    caption: str


class ImageBlock(Block):
    type: Literal["image"]
    value: Figure


class Video(Schema):
    url: str
    title: str


class VideoBlock(Block):
    type: Literal["video"]
    value: Video


class Link(Schema):
    text: str
    url: str


class Links(Schema):
    title: str
    links: list[Link]


class LinksBlock(Block):
    type: Literal["links"]
    value: Links


class Chapter(Schema):
    title: str
    subtitle: str
    contributors: str
    page: str


class ChapterBlock(Block):
    type: Literal["chapter"]
    value: Chapter


class Part(Schema):
    title: str
    subtitle: str
    chapters: list[Chapter]


class PartBlock(Block):
    type: Literal["part"]
    value: Part


class Matter(Schema):
    title: str
    contributors: str
    page: str


class MatterBlock(Block):
    type: Literal["matter"]
    value: Matter


class FreeTextBlock(Block):
    type: Literal["text"]
    value: Text


class ContributorBio(Schema):
    """A bio of someone credited; `contributor` is their id where they have a page."""

    contributor: int | None
    name: str
    text: Text


class ContributorBioBlock(Block):
    type: Literal["contributor"]
    value: ContributorBio


class FreeBio(Schema):
    name: str
    text: Text


class FreeBioBlock(Block):
    type: Literal["bio"]
    value: FreeBio


class Endorsement(Schema):
    quotation: str
    person: str
    source: str


class EndorsementBlock(Block):
    type: Literal["endorsement"]
    value: Endorsement


class Review(Schema):
    quotation: str
    person: str
    source: str
    date: date | None
    link: str


class ReviewBlock(Block):
    type: Literal["review"]
    value: Review


DescriptionItem = Annotated[
    ParagraphBlock | HeadingBlock | QuotationBlock | ImageBlock | VideoBlock | LinksBlock,
    Field(discriminator="type"),
]
ContentsItem = Annotated[
    ChapterBlock | PartBlock | MatterBlock | FreeTextBlock, Field(discriminator="type")
]
BioItem = Annotated[ContributorBioBlock | FreeBioBlock, Field(discriminator="type")]
PraiseItem = Annotated[EndorsementBlock | ReviewBlock, Field(discriminator="type")]


class Award(Schema):
    name: str
    year: int | None
    result: AwardResult


class Subject(Schema):
    """A shelf; `ancestors` are the names above it, from the top."""

    id: int
    name: str
    path: str
    ancestors: list[str]
    bisac: str
    thema: str
    keyword: str


class SeriesPlace(Schema):
    """The series and the book's number in it."""

    id: int
    name: str
    path: str
    number: str
    issn: str


class Edition(Schema):
    number: int | None
    note: str


class RelatedBook(Schema):
    """Another public book, named."""

    id: int
    title: str
    path: str


class Publisher(Schema):
    """What the publisher says once for all books of the site."""

    name: str
    newsletter_offer: str


class BookRecord(Schema):
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
