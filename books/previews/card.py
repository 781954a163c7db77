"""What other sites show of a book's address: as a card in social media, as a search result."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from wagtail.models import Site

from books.cleaning import cleaned
from books.images import address_of_image, addresses_at, jpegs_of
from books.models import BookPage, PublisherSettings
from books.rich_text import text_of

# Characters of a description that such sites show.
SHOWN = 200


@dataclass
class Card:
    """`image` is a rendition of the cover in JPEG, which every such site reads.

    What is published has a drawn share image instead; a draft has none.
    """

    title: str
    description: str
    url: str
    site_name: str
    image: Any | None
    image_url: str
    image_alt: str


def card_of(book: BookPage, cover: Any | None, publisher: PublisherSettings) -> Card:
    """`cover` is the book's, with its renditions where they are at hand."""
    _site_id, root_url, path = book.get_url_parts() or (None, root_of_default_site(), "/")
    image = largest_jpeg(cover)
    with addresses_at(root_url):
        return Card(
            title=book.seo_title or book.full_title,
            description=description_of(book),
            url=root_url + path,
            site_name=publisher.name,
            image=image,
            image_url=address_of_image(image) if image else "",
            image_alt=str(book.cover_alt_text),
        )


def root_of_default_site() -> str:
    site = Site.objects.filter(is_default_site=True).first()
    return site.root_url if site else ""


def largest_jpeg(cover: Any | None) -> Any | None:
    renditions = jpegs_of(cover) if cover else []
    return renditions[-1] if renditions else None


def description_of(book: BookPage) -> str:
    """What the editor wrote for it, or else how the book begins to describe itself."""
    paragraphs = (each.value.source for each in book.description if each.block_type == "paragraph")
    words = book.search_description or book.tagline or text_of(cleaned(next(paragraphs, "")))
    return Truncator(words).chars(SHOWN)
