"""Cursors: stable while books come and go, in every order, both ways."""

import json
from base64 import urlsafe_b64encode
from datetime import date
from itertools import chain

import pytest

from tests.books.api.test_books import titles
from tests.factories import make_book

pytestmark = pytest.mark.django_db

BOOKS = "/api/v3/books/"


@pytest.fixture
def books():
    return [
        make_book(f"Book {letter}", published_on=date(2020, 1, 1 + number // 2))
        for number, letter in enumerate("ABCDEFG")
    ]


def walk(client, address: str, way: str = "next") -> list[list[str]]:
    pages = []
    while address:
        answer = client.get(address).json()
        assert answer["count"] == 7
        pages.append([item["title"] for item in answer["items"]])
        address = answer[way]
    return pages


@pytest.mark.parametrize(
    "order", ["title", "-title", "published", "-published", "author", "-author"]
)
def test_each_order_is_walked_forth_and_back(client, books, order):
    whole = titles(client, f"?order={order}")
    pages = walk(client, f"{BOOKS}?order={order}&limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(chain(*pages)) == whole
    answer = client.get(f"{BOOKS}?order={order}&limit=3").json()
    last = client.get(client.get(answer["next"]).json()["next"]).json()
    back = walk(client, last["previous"], "previous")
    assert back == [pages[1], pages[0]]


def test_a_search_is_walked_too(client, books):
    assert list(chain(*walk(client, f"{BOOKS}?search=book&limit=2"))) == titles(
        client, "?search=book"
    )


def test_a_book_published_meanwhile_shifts_nothing(client, books):
    first = client.get(f"{BOOKS}?order=title&limit=3").json()
    make_book("Book AA")
    books[3].unpublish()
    second = client.get(first["next"]).json()
    assert [item["title"] for item in second["items"]] == ["Book E", "Book F", "Book G"]


def test_links_keep_the_rest_of_the_address(client, books):
    first = client.get(f"{BOOKS}?form=paperback&fields=title&limit=3&order=title").json()
    assert first["next"].startswith(f"http://testserver{BOOKS}?form=paperback&fields=title")
    assert client.get(first["next"]).json()["items"][0] == {"title": "Book D"}
    assert first["previous"] is None


def test_paging_by_offset(client, books):
    answer = client.get(f"{BOOKS}?order=title&limit=3&offset=2").json()
    assert [item["title"] for item in answer["items"]] == ["Book C", "Book D", "Book E"]
    after, before = client.get(answer["next"]).json(), client.get(answer["previous"]).json()
    assert [item["title"] for item in after["items"]] == ["Book F", "Book G"]
    assert [item["title"] for item in before["items"]] == ["Book A", "Book B", "Book C"]
    assert after["next"] is None
    assert titles(client, "?offset=99") == []


@pytest.mark.parametrize(
    "parts",
    [
        *([], {}, 5, None, "title", ["title"], ["title", False], ["title", False, "zz", 1]),
        *(["title", False, "00", -1], ["title", False, "00", 2**64], ["title", 1, "00", 1]),
        *(["title", False, "00", 1, 1], ["title", False, None, 1], ["-title", False, "00", 1]),
        *(["title", False, "00", True, 4], [[[[[]]]]], ["title", False, "00", 1.5]),
    ],
)
def test_a_made_up_cursor_is_refused(client, parts):
    cursor = urlsafe_b64encode(json.dumps(parts).encode()).decode()
    response = client.get(BOOKS, {"order": "title", "cursor": cursor})
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"] == ["query", "cursor"]


@pytest.mark.parametrize("cursor", ["é", "=", "a", "====", "%00", "W" * 2000, "\ud800"])
def test_noise_is_no_cursor(client, cursor):
    response = client.get(f"{BOOKS}?order=title&cursor={cursor.encode(errors='replace').decode()}")
    assert response.status_code in (400, 422)
