"""The rich text that editors may write, and how it reaches the public."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.models import Page
from wagtail.rich_text import expand_db_html, get_text_for_indexing

TEXT_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]

PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
PAGE_ID = re.compile(r'\bid="(\d+)"')

linked_pages: ContextVar[dict[int, Page] | None] = ContextVar("linked_pages", default=None)


def html_and_text(source: str) -> dict[str, str]:
    """The `books.record.Text` of rich text as Wagtail stores it."""
    html = expand_db_html(source or "")
    return {"html": html, "text": get_text_for_indexing(html)}


def linked_page_ids(sources: Iterable[str]) -> set[int]:
    """The ids of the pages that rich text links to."""
    tags = (tag for source in sources for tag in PAGE_LINK.findall(source))
    return {int(match[1]) for tag in tags if (match := PAGE_ID.search(tag))}


@contextmanager
def pages_at_hand(pages: dict[int, Page]) -> Iterator[None]:
    """Within, links are resolved from `pages` alone, without a query for each text."""
    token = linked_pages.set(pages)
    try:
        yield
    finally:
        linked_pages.reset(token)
