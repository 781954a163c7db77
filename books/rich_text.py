"""The rich text that editors may write, and how it reaches the public."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from wagtail.rich_text import expand_db_html, get_text_for_indexing
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

TEXT_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]

LINK = re.compile(r"<a\b[^>]*>")
LINK_TYPE = re.compile(r'\blinktype="(page|document)"')
LINK_ID = re.compile(r'\bid="(\d+)"')


@dataclass
class Linked:
    """What rich text may link to, by id: only pages and documents that anyone can read."""

    pages: dict[int, Any] = field(default_factory=dict)
    documents: dict[int, Any] = field(default_factory=dict)


at_hand: ContextVar[Linked | None] = ContextVar("at_hand", default=None)


@contextmanager
def links_at_hand(linked: Linked) -> Iterator[None]:
    """Within, links are resolved from `linked` alone, without a query for each text."""
    token = at_hand.set(linked)
    try:
        yield
    finally:
        at_hand.reset(token)


class RecordHtml(Whitelister):
    """Only what `TEXT_FEATURES` need; a link to a page keeps the page's id."""

    element_rules = dict.fromkeys(
        ["[document]", "p", "br", "b", "strong", "i", "em", "sup", "ol", "ul", "li"],
        allow_without_attributes,
    ) | {"a": attribute_rule({"href": check_url, "data-id": True})}


def html_and_text(source: str) -> dict[str, str]:
    """The `books.record.Text` of rich text as Wagtail stores it."""
    html = RecordHtml().clean(expand_db_html(source or ""))
    return {"html": html, "text": get_text_for_indexing(html)}


def linked_ids(sources: Iterable[str], linktype: str) -> set[int]:
    """The ids of the pages or documents that rich text links to."""
    ids = set()
    for tag in (tag for source in sources for tag in LINK.findall(source)):
        kind, number = LINK_TYPE.search(tag), LINK_ID.search(tag)
        if kind and number and kind[1] == linktype:
            ids.add(int(number[1]))
    return ids
