"""What is hidden costs the same statements as what never was, so that no time tells it apart.

Of a page behind a password or a login its address says so itself; in the API it is hidden.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from books.models import BookPage
from tests.factories import make_book
from tests.test_nothing_leaks import aliases_of, hidden_books, hidden_keys

pytestmark = pytest.mark.django_db

__all__ = ["hidden_books", "hidden_keys"]

NOTHING = "never-was"
NO_ID = 10**9
AT_SLUG = [
    "/books/{}/",
    "/books/{}",
    "/books/{}/below/",
    "/books/{}/exam-copy/",
    "/books/{}/exam-copy/thanks/",
    "/books/{}/cite.ris",
    "/es/books/{}/",
    "/books/?subject={}",
    "/api/v2/pages/find/?html_path=/books/{}/",
    "/api/v3/pages/find/?html_path=/books/{}/",
    "/api/v3/books/by-path/?path=/books/{}/",
    "/api/v3/books/?slug={}",
    "/api/v2/pages/?slug={}",
    "/api/v3/pages/?slug={}",
]
AT_ID = [
    *("/api/v2/pages/{}/", "/api/v3/pages/{}/", "/api/v3/books/{}/"),
    *("/api/v3/previews/{}/", "/drafts/{}/", "/api/v2/pages/find/?id={}"),
    *(f"/api/v{n}/pages/?{name}={{}}" for n in (2, 3) for name in ("child_of", "ancestor_of")),
    *(f"/api/v{n}/pages/?translation_of={{}}" for n in (2, 3)),
]
OF_THING = ["/{}/{}/", "/{}/{}/new.atom", "/{}/{}/new.json"]
RESTRICTED = ("password", "login", "section")


def shape(client: Client, address: str) -> list[str]:
    """The statements of an answer, without their values."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code in (200, 301, 302, 307, 400, 404, 422), address
    return [
        re.sub(r"\b\d+\b", "?", re.sub(r"'(?:[^']|'')*'", "?", each["sql"])) for each in queries
    ]


def compare(client: Client, address: str, nothing: str, hidden: list) -> dict[str, list[str]]:
    """The addresses of what is hidden whose statements differ from those of what never was."""
    shape(client, address.format(nothing))
    expected = shape(client, address.format(nothing))
    found = {address.format(each): shape(client, address.format(each)) for each in hidden}
    return {each: statements for each, statements in found.items() if statements != expected}


def test_hidden_books(client, hidden_books, subtests):
    ended = [each for each in hidden_books if each.expire_at]
    pages = [*hidden_books, *aliases_of(ended)]
    dark = [each for each in pages if not any(kind in each.title for kind in RESTRICTED)]
    for address in AT_SLUG:
        with subtests.test(address):
            assert compare(client, address, NOTHING, [each.slug for each in dark]) == {}
    for address in AT_ID:
        with subtests.test(address):
            assert compare(client, address, str(NO_ID), [each.pk for each in pages]) == {}


def test_what_only_hidden_books_name(client, hidden_books, subtests):
    names = {
        "contributors": [each.contributions.first().contributor.slug for each in hidden_books],
        "subjects": [each.book_subjects.first().subject.slug for each in hidden_books],
        "series": [each.series.slug for each in hidden_books],
    }
    for kind, slugs in names.items():
        for template in OF_THING:
            address = template.replace("{}", kind, 1)
            with subtests.test(address):
                assert compare(client, address, NOTHING, slugs) == {}


def test_files_of_hidden_books(client, hidden_books):
    names = [each.cover.file.name.rpartition("/")[2] for each in hidden_books]
    assert compare(client, "/media/original_images/{}", "never-was.png", names) == {}


def test_where_a_hidden_book_once_stood(client, django_capture_on_commit_callbacks):
    book = make_book("Once open")
    person = book.contributions.first().contributor
    for thing in (book, person):
        thing.slug = "open-elsewhere"
        with django_capture_on_commit_callbacks(execute=True):
            thing.save_revision().publish()
    assert client.get("/books/once-open/").status_code == 301
    BookPage.objects.get(pk=book.pk).unpublish()
    slugs = ["once-open", "open-elsewhere"]
    assert compare(client, "/books/{}/", NOTHING, slugs) == {}
    before = [person.name.lower().replace(" ", "-"), "open-elsewhere"]
    assert compare(client, "/contributors/{}/", NOTHING, before) == {}
