"""The head of whatever a page is of."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from books.channels import schema_org, schema_org_pages
from books.channels.schema_org import Step
from books.head.here import Here
from books.head.meta import Meta
from books.head.of_book import of_book
from books.head.of_page import of_page
from books.head.of_shared import of_contributor, of_series, of_subject
from books.models import BookPage, Contributor, Publication, Series, Subject

Kind = Publication.Kind
KINDS: dict[type[Model], str] = {
    BookPage: Kind.BOOK,
    Contributor: Kind.CONTRIBUTOR,
    Subject: Kind.SUBJECT,
    Series: Kind.SERIES,
}
MAKERS: dict[str, Callable[[Any, Publication, Here], Meta]] = {
    Kind.BOOK: of_book,
    Kind.CONTRIBUTOR: of_contributor,
    Kind.SUBJECT: of_subject,
    Kind.SERIES: of_series,
    Kind.PAGE: of_page,
}


def meta_of(thing: Model, request: HttpRequest) -> Meta | None:
    """Of a page, contributor, subject or series; nothing of what is not public."""
    kind = next((kind for model, kind in KINDS.items() if isinstance(thing, model)), Kind.PAGE)
    row = getattr(thing, "publication", None) or stored_of(kind, thing)
    if row is None:
        return None
    here = Here(request)
    meta = MAKERS[kind](thing, row, here)
    meta.url += page_number(request)
    return meta


def stored_of(kind: str, thing: Model) -> Publication | None:
    return Publication.objects.public().filter(kind=kind, object_id=thing.pk).first()


def meta_of_list(title: str, request: HttpRequest) -> Meta:
    """Of a page that lists things, at the address that is asked."""
    here = Here(request)
    url = here.root + request.path
    steps = [here.first_step, Step(title, url)]
    things = [schema_org_pages.collection(title, url, ""), schema_org.breadcrumbs(steps)]
    number = page_number(request)
    return Meta(title, "", url + number, here.name, feeds=here.feeds(), things=things)


def page_number(request: HttpRequest) -> str:
    """Each page of a list is one of its own; how it is filtered and sorted makes no other."""
    number = request.GET.get("page", "")
    is_later = number.isascii() and number.isdigit() and int(number) > 1
    return f"?page={int(number)}" if is_later else ""
