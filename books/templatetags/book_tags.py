"""What templates say of books: pictures, links, and the publisher behind the site."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from books.codes import text_direction
from books.images import TYPES, address_of_image, ready_renditions, srcset
from books.links import linked_from, texts_in_streams
from books.listing.cards import PLAIN_WIDTH
from books.models import BookPage, PublisherSettings
from books.readiness.rules import gaps_of
from books.rich_text import links_at_hand

register = template.Library()


@register.simple_tag(takes_context=True)
def publisher(context: template.Context) -> PublisherSettings:
    """The publisher of this site, as told in the settings; asked for once in a request."""
    return PublisherSettings.behind(context.get("request"))


@register.simple_tag
def mark_language(code: str) -> SafeString:
    """The attributes of an element whose text is in this language: which, and how it runs."""
    return format_html('lang="{}" dir="{}"', code, text_direction(code))


@register.tag
def linksof(parser: Parser, token: Token) -> "LinksOf":
    """`{% linksof page %} … {% endlinksof %}`: within, links cost no query for each text."""
    _name, page = token.split_contents()
    nodes = parser.parse(("endlinksof",))
    parser.delete_first_token()
    return LinksOf(parser.compile_filter(page), nodes)


class LinksOf(template.Node):
    def __init__(self, page: FilterExpression, nodelist: NodeList) -> None:
        self.page = page
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        texts = list(texts_in_streams(self.page.resolve(context)))
        with links_at_hand(linked_from(texts)):
            return self.nodelist.render(context)


@register.simple_tag(takes_context=True)
def checks(context: template.Context, page: BookPage) -> SafeString:
    """For editors alone: the attribute by which Wagtail's checks find what the book lacks."""
    request = context.get("request")
    if not request or not request.user.has_perm("wagtailadmin.access_admin"):
        return SafeString()
    return format_html(' data-lacks="{}"', " ".join(sorted({gap.code for gap in gaps_of(page)})))


@register.inclusion_tag("books/includes/picture.html")
def picture(image: Any | None, alt: str, sizes: str = "320px", eager: bool = False) -> dict:
    """An image from the renditions that are there; `ready` is empty where there are none."""
    ready = ready_renditions(image) if image else []
    fallback = next((each for each in reversed(ready) if each.width <= PLAIN_WIDTH), None)
    return {
        "sources": [
            (TYPES[name], srcset(ready, name)) for name in ("avif", "webp") if srcset(ready, name)
        ],
        "jpeg": srcset(ready, "jpeg"),
        "fallback": fallback,
        "address": fallback and address_of_image(fallback),
        "alt": alt,
        "sizes": sizes,
        "eager": eager,
    }
