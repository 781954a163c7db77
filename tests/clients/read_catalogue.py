"""Reads a catalogue through the client generated from its API's document.

Run with the address of the API's host; `mypy --strict` checks it against the generated types.
"""

import sys
from collections.abc import Iterator
from typing import assert_never
from urllib.parse import parse_qs, urlsplit

from frontlist_client import Client
from frontlist_client.api.books import books_detail, books_list
from frontlist_client.models import (
    BookList,
    BookRecord,
    ChapterBlock,
    ContributorBioBlock,
    EndorsementBlock,
    FreeBioBlock,
    FreeTextBlock,
    HeadingBlock,
    ImageBlock,
    LinksBlock,
    MatterBlock,
    ParagraphBlock,
    PartBlock,
    Price,
    QuotationBlock,
    ReviewBlock,
    VideoBlock,
)
from frontlist_client.types import UNSET, Unset

DescriptionItem = (
    ParagraphBlock | HeadingBlock | QuotationBlock | ImageBlock | VideoBlock | LinksBlock
)
ContentsItem = MatterBlock | PartBlock | ChapterBlock | FreeTextBlock
BioItem = ContributorBioBlock | FreeBioBlock
PraiseItem = EndorsementBlock | ReviewBlock


def read(client: Client) -> None:
    books = list(paperbacks(client))
    for book in books:
        prices = " / ".join(price(p) for format_ in book.formats for p in format_.prices)
        print(f"{book.title}: formats {len(book.formats)}, prices {prices}")
    last = books_detail.sync(books[-1].id, client=client)
    assert isinstance(last, BookRecord)
    print_book(last)


def paperbacks(client: Client) -> Iterator[BookRecord]:
    """The books that can be had in paperback, from Z to A, two at a time."""
    page = paperbacks_from(client)
    print(f"{page.count} books: {forms(page)}")
    yield from page.items
    while page.next_:
        page = paperbacks_from(client, parse_qs(urlsplit(page.next_).query)["cursor"][0])
        yield from page.items


def paperbacks_from(client: Client, cursor: str | Unset = UNSET) -> BookList:
    page = books_list.sync(
        client=client, form=["paperback"], order="-title", facets="form", limit=2, cursor=cursor
    )
    assert isinstance(page, BookList)
    return page


def forms(page: BookList) -> str:
    facets = page.facets.form if page.facets else []
    return ", ".join(f"{facet.value} {facet.count}" for facet in facets or [])


def price(of: Price) -> str:
    if of.amount is not None:
        return f"{of.amount} {of.currency}"
    return of.unpriced_reason or ""


def print_book(book: BookRecord) -> None:
    print(f"{book.title}, {book.contributions[0].byline.lower()} {book.contributions[0].name}")
    for described in book.description:
        print(description(described))
    for content in book.contents:
        print(contents(content))
    for written in book.author_bio:
        print(bio(written))
    for praised in book.praise:
        print(praise(praised))


def description(block: DescriptionItem) -> str:
    if isinstance(block, ParagraphBlock):
        return f"paragraph: {block.value.text}"
    if isinstance(block, HeadingBlock):
        return f"heading: {block.value}"
    if isinstance(block, QuotationBlock):
        return f"quotation: {block.value.text} ({block.value.source})"
    if isinstance(block, ImageBlock):
        image = block.value.image
        return f"image: {image.alt}, {image.width} × {image.height}" if image else "image: none"
    if isinstance(block, VideoBlock):
        return f"video: {block.value.url}"
    if isinstance(block, LinksBlock):
        return f"links: {block.value.title}: {', '.join(link.url for link in block.value.links)}"
    assert_never(block)


def contents(block: ContentsItem) -> str:
    if isinstance(block, MatterBlock):
        return f"matter: {block.value.title}, page {block.value.page}"
    if isinstance(block, PartBlock):
        chapters = ", ".join(chapter.title for chapter in block.value.chapters)
        return f"part: {block.value.title}: {chapters}"
    if isinstance(block, ChapterBlock):
        return f"chapter: {block.value.title}, page {block.value.page}"
    if isinstance(block, FreeTextBlock):
        return f"text: {block.value.text}"
    assert_never(block)


def bio(block: BioItem) -> str:
    if isinstance(block, ContributorBioBlock):
        return f"contributor: {block.value.name}: {block.value.text.text}"
    if isinstance(block, FreeBioBlock):
        return f"bio: {block.value.name}: {block.value.text.text}"
    assert_never(block)


def praise(block: PraiseItem) -> str:
    if isinstance(block, EndorsementBlock):
        return f"endorsement: {block.value.quotation} ({block.value.person})"
    if isinstance(block, ReviewBlock):
        return f"review: {block.value.quotation} ({block.value.source}, {block.value.date})"
    assert_never(block)


if __name__ == "__main__":
    read(Client(base_url=sys.argv[1]))
