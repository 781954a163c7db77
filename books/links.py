"""Links in rich text lead only to what anyone can read; of other links the words stay."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import CollectionViewRestriction, Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from books.cleaning import ID
from books.images import address_of
from books.queries import readable, strings_in
from books.rich_text import Linked, at_hand, linked_ids


def readable_pages(ids: Collection[int]) -> dict[int, Page]:
    """Pages that anyone can read, at an address of a site."""
    if not ids:
        return {}
    pages = readable(Page.objects.filter(pk__in=ids)).select_related("locale")
    return {page.pk: page for page in pages.specific(defer=True) if page.get_url_parts()}


def public_documents(ids: Collection[int]) -> dict[int, Any]:
    """Documents of collections that are not private."""
    if not ids:
        return {}
    private = Q(pk__in=[])
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        private |= Q(collection__path__startswith=restriction.collection.path)
    return get_document_model().objects.exclude(private).in_bulk(ids)


def texts_in_streams(page: Page) -> Iterable[str]:
    """Every stored text of the page's streams, the bios of the contributors they choose too."""
    for name in page.get_streamfield_names():
        stream = getattr(page, name)
        yield from strings_in(list(stream.raw_data))
        for block in stream:
            if block.block_type == "contributor" and block.value["contributor"]:
                yield block.value["contributor"].bio


def linked_from(texts: Collection[str]) -> Linked:
    """All that these texts may link to, in one query for each kind of thing."""
    pages, documents = linked_ids(texts, "page"), linked_ids(texts, "document")
    return Linked(readable_pages(pages), public_documents(documents))


def has_id(attrs: dict[str, str]) -> bool:
    return bool(ID.fullmatch(attrs.get("id", "")))


class PublicLinkHandler(LinkHandler):
    """Looks its `targets` up among what is at hand, or else in the database, once for a text."""

    targets: Callable[[list[int], Linked | None], dict[int, Any]]

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Any]:
        ids = [int(attrs["id"]) if has_id(attrs) else 0 for attrs in attrs_list]
        targets = cls.targets(ids, at_hand.get())
        return [targets.get(pk) for pk in ids]

    @classmethod
    def extract_references(cls, attrs: dict) -> Iterable[tuple]:
        return super().extract_references(attrs) if has_id(attrs) else []


class PublicPageLinkHandler(PublicLinkHandler, PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """A link says which page it means: looking for its translations would cost a query each."""
        pages = cls.get_many(attrs_list)
        link = '<a href="{}" data-id="{}">'
        return [format_html(link, page.url, page.pk) if page else "<a>" for page in pages]

    @classmethod
    def targets(cls, ids: list[int], linked: Linked | None) -> dict[int, Any]:
        return linked.pages if linked else readable_pages(ids)


class PublicDocumentLinkHandler(PublicLinkHandler, DocumentLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        link = '<a href="{}" data-id="{}">'
        return [
            format_html(link, address_of(document.url), document.pk) if document else "<a>"
            for document in cls.get_many(attrs_list)
        ]

    @classmethod
    def targets(cls, ids: list[int], linked: Linked | None) -> dict[int, Any]:
        return linked.documents if linked else public_documents(ids)
