"""Rich text as it is stored, without anything that editors could not have written.

Whatever shows rich text shows it so (`books.rendering`).
"""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

from books.memory import Memory

PARTS_OF_TEXT = ("p", "br", "b", "strong", "i", "em", "sup", "ol", "ul", "li")
BLOCKS = ("p", "ol", "ul", "li")
LINK_TYPES = ("page", "document")
ID = re.compile(r"[0-9]{1,18}")
# Their contents are no words either.
WORDLESS = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
# Each of these, where there are no paragraphs within, becomes one.
PARAGRAPHS = {"div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}


def known_type(value: str) -> str | None:
    return value if value in LINK_TYPES else None


def sound_id(value: str) -> str | None:
    return value if ID.fullmatch(value) else None


class RichTextCleaner(Whitelister):
    """Lets through what the features of `books.rich_text` make, in its stored form."""

    element_rules = dict.fromkeys(("[document]", *PARTS_OF_TEXT), allow_without_attributes) | {
        "a": attribute_rule({"href": check_url, "linktype": known_type, "id": sound_id})
    }

    def clean_tag_node(self, doc: BeautifulSoup, tag: Tag) -> None:
        if tag.name in WORDLESS:
            tag.decompose()
            return
        if tag.name in PARAGRAPHS and not tag.find(BLOCKS):
            tag.name = "p"
        super().clean_tag_node(doc, tag)
        if tag.name == "a" and not (tag.has_attr("href") or {"linktype", "id"} <= set(tag.attrs)):
            tag.unwrap()

    def clean_string_node(self, doc: BeautifulSoup, node: NavigableString) -> None:
        """Comments, declarations and CDATA, within which a browser may see tags."""
        if isinstance(node, PreformattedString):
            node.extract()


# Pages show the same texts again and again, and to read one takes a third of a millisecond.
texts: Memory[str, str] = Memory(8_000_000, len)


def cleaned(source: str) -> str:
    """The stored form of rich text, with only known tags, attributes and kinds of addresses."""
    html = texts.get(source)
    if html is None:
        html = RichTextCleaner().clean(source)
        texts.put(source, html)
    return html
