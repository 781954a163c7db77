"""What the blocks of one page lead to: looked up once for all of them, and only what is public."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.db.models import Model
from django.http import HttpRequest
from wagtail.blocks import Block
from wagtail.documents import get_document_model
from wagtail.models import Page

from books.listing.cards import Card
from books.listing.front import front_of
from books.listing.here import books_here
from books.listing.rows import chosen, newest_here
from books.listing.seasons import Span
from books.models import BookPage


@dataclass
class Shown:
    """`block` and `value` are the page's whole stream, or a block that stands alone.

    `featured` are the books that a hero has shown so far, by page id.
    """

    request: HttpRequest | None
    block: Block
    value: Any
    featured: set[int] = field(default_factory=set)

    @classmethod
    def around(cls, block: Block, value: Any, context: dict[str, Any] | None) -> Self:
        """That of the page which is rendered; in the API or a block's preview, one of its own."""
        context = context or {}
        return context.get("shown") or cls(context.get("request"), block, value)

    @cached_property
    def references(self) -> dict[type[Model], list[int]]:
        """The ids of all that is referred to, by model."""
        found: dict[type[Model], list[int]] = defaultdict(list)
        for model, pk, *_paths in self.block.extract_references(self.value):
            found[model].append(int(pk))
        return found

    @cached_property
    def books(self) -> dict[int, Card]:
        ids = self.references[BookPage]
        return {card.id: card for card in chosen(ids, self.request)} if ids else {}

    @cached_property
    def newest(self) -> Card | None:
        return next(iter(newest_here(self.request, 1)), None)

    @cached_property
    def pages(self) -> dict[int, Page]:
        # Models name the blocks that need this; rich text's links need the models.
        from books.links import readable_pages

        return readable_pages(self.references[Page])

    @cached_property
    def documents(self) -> dict[int, Any]:
        from books.links import public_documents

        return public_documents(self.references[get_document_model()])

    @cached_property
    def catalogue(self) -> Page | None:
        """The catalogue in the language of this request."""
        return front_of(self.request).catalogue

    def whole_list(self, when: str) -> str:
        """The address in the catalogue of new or forthcoming books; of all, where none is new."""
        if not self.catalogue:
            return ""
        span = Span.named(when)
        some = span and books_here(self.request).filter(span.condition).exists()
        return f"{self.catalogue.url}?when={when}" if some else self.catalogue.url

    def feature(self, book: BookPage | None) -> Card | None:
        """The card of this book, or of the newest; rows of new books then leave it out."""
        card = self.books.get(book.pk) if book else self.newest
        if card:
            self.featured.add(card.id)
        return card
