"""The site around each page: its menu, and its languages."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from books.listing.here import homes_by_language, language_of, translations_by_language
from books.queries import readable

register = template.Library()


@dataclass(frozen=True)
class Tongue:
    """A language of the site; `address` is this page in it, empty where it is not translated."""

    code: str
    name: str
    home: str
    address: str


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[Page]:
    """The pages right below the home page that are in menus and that anyone can read."""
    home = home_of(context.get("request"))
    return list(readable(home.get_children().in_menu())) if home else []


@register.simple_tag(takes_context=True)
def home_address(context: template.Context) -> str:
    home = home_of(context.get("request"))
    return home.url if home else "/"


def home_of(request: HttpRequest | None) -> Page | None:
    """The home page in the language of this request, or else the site's own."""
    homes = homes_by_language(request)
    return homes.get(language_of(homes))


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[Tongue]:
    """The languages of the site, none where there is only one."""
    request = context.get("request")
    homes = homes_by_language(request)
    if len(homes) < 2:
        return []
    addresses = addresses_in(homes, request, context.get("page"))
    return [
        Tongue(code, get_language_info(code)["name_local"], home.full_url, addresses.get(code, ""))
        for code, home in homes.items()
    ]


def addresses_in(homes: dict[str, Page], request: HttpRequest, page: object) -> dict[str, str]:
    """Full addresses by language: a page has one where it is translated, a list in each."""
    if isinstance(page, Page):
        translations = translations_by_language(page)
        return {code: each.full_url for code, each in translations.items() if each.full_url}
    site = Site.find_for_request(request)
    return {code: site.root_url + translate_url(request.path, code) for code in homes}
