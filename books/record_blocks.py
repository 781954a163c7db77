"""The texts, images and StreamField blocks of a `BookRecord`, each stream a union by `type`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Text(BaseModel):
    """Rich text: as HTML safe to insert, and as plain text."""

    html: str
    text: str


class Rendition(BaseModel):
    """One ready-made file of an image; width and height in pixels."""

    url: str
    width: int
    height: int
    type: Literal["image/avif", "image/webp", "image/jpeg"]


class Srcset(BaseModel):
    """The renditions of each type, as HTML's `srcset` takes them; empty until they are made."""

    avif: str
    webp: str
    jpeg: str


class Image(BaseModel):
    """An image with its words; the focal point is given in pixels of the original.

    `colour` is the average colour, to stand in its place until it is loaded.
    """

    id: int
    alt: str
    url: str
    width: int
    height: int
    focal_point: tuple[int, int] | None
    colour: Annotated[str, Field(pattern="^#[0-9a-f]{6}$")] | None
    renditions: list[Rendition]
    srcset: Srcset


class Block(BaseModel):
    """What every StreamField block has; `id` is stable over edits."""

    id: str | None


class ParagraphBlock(Block):
    type: Literal["paragraph"]
    value: Text


class HeadingBlock(Block):
    type: Literal["heading"]
    value: str


class Quotation(BaseModel):
    text: str
    source: str


class QuotationBlock(Block):
    type: Literal["quotation"]
    value: Quotation


class Figure(BaseModel):
    image: Image | None
    caption: str


class ImageBlock(Block):
    type: Literal["image"]
    value: Figure


class Video(BaseModel):
    url: str
    title: str


class VideoBlock(Block):
    type: Literal["video"]
    value: Video


class Link(BaseModel):
    text: str
    url: str


class LinkList(BaseModel):
    title: str
    links: list[Link]


class LinksBlock(Block):
    type: Literal["links"]
    value: LinkList


class Chapter(BaseModel):
    title: str
    subtitle: str
    contributors: str
    page: str


class ChapterBlock(Block):
    type: Literal["chapter"]
    value: Chapter


class Part(BaseModel):
    title: str
    subtitle: str
    chapters: list[Chapter]


class PartBlock(Block):
    type: Literal["part"]
    value: Part


class Matter(BaseModel):
    title: str
    contributors: str
    page: str


class MatterBlock(Block):
    type: Literal["matter"]
    value: Matter


class FreeTextBlock(Block):
    type: Literal["text"]
    value: Text


class ContributorBio(BaseModel):
    """A bio of someone credited; `contributor` is their id where they have a page."""

    contributor: int | None
    name: str
    text: Text


class ContributorBioBlock(Block):
    type: Literal["contributor"]
    value: ContributorBio


class FreeBio(BaseModel):
    name: str
    text: Text


class FreeBioBlock(Block):
    type: Literal["bio"]
    value: FreeBio


class Endorsement(BaseModel):
    quotation: str
    person: str
    source: str


class EndorsementBlock(Block):
    type: Literal["endorsement"]
    value: Endorsement


class Review(BaseModel):
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
