"""The head of a book's page."""

from typing import Any
from urllib.parse import urljoin

from books.channels import highwire, schema_org
from books.channels.citation import full_title
from books.channels.texts import clipped, largest_jpeg, root_of, summary_of
from books.head.here import Here
from books.head.meta import SHOWN, CardImage, Meta
from books.index.entries import first_day
from books.listing.front import columns, made
from books.models import BookPage, Publication, ShareImage
from books.record import BookRecord
from books.record_blocks import Image
from books.statements import Statement, given


def of_book(page: BookPage, row: Publication, here: Here) -> Meta:
    record = page.public_record or BookRecord.model_validate_json(row.record)
    return Meta(
        record.seo_title or full_title(record),
        clipped(summary_of(record), SHOWN),
        record.url,
        here.name,
        "book",
        **image_of(page, record),
        properties=book_properties(record),
        names=highwire.tags(record),
        feeds=here.feeds(),
        things=[
            schema_org.book(record),
            schema_org.breadcrumbs(schema_org.steps_to_book(record, here.name)),
        ],
    )


def book_properties(record: BookRecord) -> list[tuple[str, str]]:
    """Open Graph's of a book (https://ogp.me/#type_book)."""
    paths = [each.contributor.path for each in record.contributions if each.role == "author"]
    said = [
        *(("book:author", root_of(record) + path) for path in paths if path),
        *(("book:isbn", each.isbn) for each in record.formats),
        ("book:release_date", first_day(record)),
        *(("book:tag", word) for word in record.keywords),
    ]
    return [(name, content) for name, content in said if content]


def image_of(page: BookPage, record: BookRecord) -> dict[str, Any]:
    """The drawn share image, which tells the title too; until it is there, the cover."""
    cover_alt = record.cover.alt if record.cover else ""
    if drawn := drawn_of(page):
        url = urljoin(root_of(record), drawn.file.url)
        words = ". ".join(filter(None, [full_title(record), cover_alt]))
        return {"image": CardImage(url, drawn.width, drawn.height), "image_alt": words}
    return cover_image(record.cover)


SHARE_IMAGE = Statement(
    lambda: ShareImage.objects.filter(book=given("book")).values_list(*columns(ShareImage))
)


def drawn_of(page: BookPage) -> ShareImage | None:
    rows = SHARE_IMAGE.rows(book=page.pk)
    return made(ShareImage, rows[0]) if rows else None


def cover_image(image: Image | None) -> dict[str, Any]:
    jpeg = image and largest_jpeg(image)
    if image is None or jpeg is None:
        return {}
    return {"image": CardImage(jpeg.url, jpeg.width, jpeg.height), "image_alt": image.alt}
