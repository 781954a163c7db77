"""The openings of some of the demo's books, all in the public domain, as EPUBs to read."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from books.models import BookPage
from home.demo.epub import Chapter, pack_epub
from home.demo.files import FOLDER


def make_sample(book: BookPage, slug: str, names: list[str]) -> AbstractDocument | None:
    """The sample of a book that has a file here: its first line is the heading."""
    path = FOLDER / "samples" / f"{slug}.txt"
    if not path.exists():
        return None
    heading, *paragraphs = path.read_text(encoding="utf-8").strip().split("\n\n")
    epub = pack_epub(book.title, names, book.language, Chapter(heading, paragraphs))
    file = ContentFile(epub, name=f"{slug}-sample.epub")
    document = get_document_model()(title=f"{book.title}: sample", file=file)
    document._set_document_file_metadata()
    document.save()
    return document


def add_sample(formats: list[Any], sample: AbstractDocument | None) -> None:
    """It can be read before any edition is bought, but not heard."""
    for format_ in formats:
        if format_.form != "audiobook":
            format_.sample = sample
