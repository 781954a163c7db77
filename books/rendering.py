"""One rendering of rich text for pages, both APIs, records, feeds and previews.

Wagtail 8 shows what is stored, whatever that is: an editor can store only what the features make,
but a script, an import or another application can store anything.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from wagtail import rich_text
from wagtail.api.rich_text import APIRichText
from wagtail.rich_text import get_rewriter
from wagtail.rich_text.rewriters import LinkRewriter, MultiRuleRewriter

from books.cleaning import cleaned
from books.links import PublicDocumentLinkHandler, PublicLinkHandler, PublicPageLinkHandler

HANDLERS = (PublicPageLinkHandler, PublicDocumentLinkHandler)

serialize: Callable[..., Any] = APIRichText.serialize.__func__


def connect() -> None:
    """Every `|richtext`, block and API field goes through one of these two."""
    rich_text.get_rewriter = get_cleaning_rewriter
    APIRichText.serialize = classmethod(serialize_clean)


class CleaningRewriter(MultiRuleRewriter):
    """Wagtail's, which gives links their addresses, of clean text alone."""

    def __call__(self, html: str) -> str:
        return super().__call__(cleaned(html))


@cache
def get_cleaning_rewriter() -> CleaningRewriter:
    return CleaningRewriter(get_rewriter().rewriters)


def serialize_clean(
    api: type[APIRichText], value: str | None, *, format: str, features: list[str] | None = None
) -> Any:
    """In whichever of its forms the API is asked for it.

    Markdown with addresses, which are not looked up by our handlers, gets public links alone.
    """
    text = cleaned(value or "")
    if format == APIRichText.FORMAT_MARKDOWN:
        text = drop_hidden_links(text)
    return serialize(api, value and text, format=format, features=features)


def drop_hidden_links(text: str) -> str:
    """Links stay as they are stored, if anyone can read what they lead to; of others the words."""
    rules = {each.identifier: partial(only_public, each) for each in HANDLERS}
    return cleaned(LinkRewriter(bulk_rules=rules)(text))


def only_public(handler: type[PublicLinkHandler], links: list[dict[str, str]]) -> list[str]:
    targets = handler.get_many(links)
    link = f'<a linktype="{handler.identifier}" id="{{}}">'
    return [link.format(target.pk) if target else "<a>" for target in targets]
