"""The site around each page: its menu, and its languages."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language_info
from wagtail.models import Page

from books.listing.front import Front, front_of
from home.newsletter.forms import consent_of

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
    return front_of(context.get("request")).menu


@register.simple_tag(takes_context=True)
def social_links(context: template.Context) -> list[dict[str, str]]:
    """Where else the publisher can be followed: names and addresses."""
    return front_of(context.get("request")).links


@register.simple_tag(takes_context=True)
def home_address(context: template.Context) -> str:
    request = context.get("request")
    home = front_of(request).home
    return home.get_url(request) if home else "/"


@register.simple_tag(takes_context=True)
def catalogue_page(context: template.Context) -> Page | None:
    return front_of(context.get("request")).catalogue


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[Tongue]:
    """The languages of the site, none where there is only one."""
    request = context.get("request")
    front = front_of(request)
    if len(front.homes) < 2:
        return []
    addresses = addresses_in(front, request, context.get("page"))
    return [
        Tongue(code, local_name(code), home.get_full_url(request), addresses.get(code, ""))
        for code, home in front.homes.items()
    ]


def local_name(code: str) -> str:
    return get_language_info(code)["name_local"]


def addresses_in(front: Front, request: HttpRequest, page: object) -> dict[str, str]:
    """Full addresses by language: a page has one where it is translated, a list in each."""
    if isinstance(page, Page):
        addresses = {
            code: each.get_full_url(request) for code, each in front.translations_of(page).items()
        }
        return {code: address for code, address in addresses.items() if address}
    return {code: front.site.root_url + translate_url(request.path, code) for code in front.homes}


@register.simple_tag(takes_context=True)
def newsletter_consent(context: template.Context) -> str:
    """The words that whoever asks for the newsletter agrees to."""
    return consent_of(front_of(context.get("request")).publisher)
