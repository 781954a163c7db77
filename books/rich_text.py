"""The rich text that editors may write, and how it reaches the public."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.rich_text import expand_db_html

TEXT_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]

LINE_BREAK = re.compile(r"</?(?:p|ol|ul|li)>|<br/?>")
SPACE = re.compile(r"[ \t\r\n\f]+")
LINK = re.compile(r"<a\b[^>]*>")
LINK_TYPE = re.compile(r'\blinktype="(page|document)"')
LINK_ID = re.compile(r'\bid="([0-9]{1,18})"')


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


def html_and_text(source: str) -> dict[str, str]:
    """The `books.record.Text` of rich text as Wagtail stores it, clean whatever stands in it."""
    html = expand_db_html(source or "")
    return {"html": html, "text": text_of(html)}


def text_of(html: str) -> str:
    """The words of clean HTML, each paragraph or item of a list on a line of its own."""
    lines = unescape(strip_tags(LINE_BREAK.sub("\n", SPACE.sub(" ", html)))).split("\n")
    return "\n".join(words for line in lines if (words := line.strip(" ")))


def linked_ids(sources: Iterable[str], linktype: str) -> set[int]:
    """The ids of the pages or documents that rich text links to."""
    ids = set()
    for tag in (tag for source in sources for tag in LINK.findall(source)):
        kind, number = LINK_TYPE.search(tag), LINK_ID.search(tag)
        if kind and number and kind[1] == linktype:
            ids.add(int(number[1]))
    return ids
