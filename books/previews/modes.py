"""The preview modes of a book: which there are, and what each answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from books.models import BookPage, FrontEnd, PublisherSettings, UnsavedDraft
from books.previews.card import card_of
from books.previews.coloured import coloured_json
from books.publishing.drafts import record_of_draft
from books.publishing.records import RecordError
from books.queries import pictures

FRONT_END = "front-end-"
MODES = [
    ("", _("Web page")),
    ("phone", _("Web page on a phone")),
    ("social", _("Social card")),
    ("search", _("Search result")),
    ("record", _("API record")),
]


def modes_of(book: BookPage) -> list[tuple[str, Any]]:
    """The modes of every book, and one for each front end of its publisher's."""
    front_ends = front_ends_of(book)
    return [*MODES, *((f"{FRONT_END}{each.pk}", each.name) for each in front_ends)]


def front_ends_of(book: BookPage) -> list[FrontEnd]:
    site = site_of(book)
    return list(FrontEnd.objects.filter(settings__site=site)) if site else []


def site_of(book: BookPage) -> Site | None:
    """The book's site; the default one for a book that has no address yet."""
    site = book.get_site() if book.url_path else None
    return site or Site.objects.filter(is_default_site=True).first()


def serve(book: BookPage, request: HttpRequest, mode: str) -> HttpResponse:
    """The answer of one mode; a mode that is not there is as the web page."""
    if mode.startswith(FRONT_END):
        return front_end(book, request, mode.removeprefix(FRONT_END))
    return SERVED.get(mode, web_page)(book, request)


def web_page(book: BookPage, request: HttpRequest) -> HttpResponse:
    return Page.serve_preview(book, request, "")


def phone(book: BookPage, request: HttpRequest) -> HttpResponse:
    """The web page in a frame as wide as a phone, whatever the width of the pane."""
    context = {**book.get_preview_context(request, ""), "framed": True}
    shown = render_to_string(book.get_preview_template(request, ""), context, request)
    return page(request, "phone", {"shown": shown})


def social(book: BookPage, request: HttpRequest) -> HttpResponse:
    return page(request, "social", {"card": card_in(book)})


def search(book: BookPage, request: HttpRequest) -> HttpResponse:
    return page(request, "search", {"card": card_in(book), "book": book})


def record(book: BookPage, request: HttpRequest) -> HttpResponse:
    try:
        json = record_of_draft(book).model_dump_json(indent=2)
    except RecordError as error:
        return page(request, "none", {"reason": str(error)})
    return page(request, "record", {"json": coloured_json(json)})


def front_end(book: BookPage, request: HttpRequest, pk: str) -> HttpResponse:
    """The front end in a frame, with a token for the book as it stands in the form."""
    chosen = next((each for each in front_ends_of(book) if str(each.pk) == pk), None)
    if chosen is None or book.pk is None:
        reason = _("Save the draft once: then it can be shown there.")
        return page(request, "none", {"reason": reason})
    token = UnsavedDraft.keep(book, request.user).token
    response = page(
        request, "front_end", {"front_end": chosen, "address": chosen.address_of(token)}
    )
    policy = f"default-src 'self'; style-src 'self' 'unsafe-inline'; frame-src {chosen.origin}"
    response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'self'"
    return response


def card_in(book: BookPage) -> Any:
    cover = pictures().filter(pk=book.cover_id).first() if book.cover_id else None
    return card_of(book, cover, PublisherSettings.of(site_of(book)))


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, f"books/previews/{name}.html", context)


SERVED: dict[str, Callable[[BookPage, HttpRequest], HttpResponse]] = {
    "": web_page,
    "phone": phone,
    "social": social,
    "search": search,
    "record": record,
}
