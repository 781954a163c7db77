"""`/api/v3/books/`: the stored records."""

import json
from datetime import date

import pytest
from wagtail.models import Site

from books.models import BookPage, Publication
from books.record import BookRecord
from tests.factories import make_book

pytestmark = pytest.mark.django_db

BOOKS = "/api/v3/books/"


def titles(client, query: str = "") -> list[str]:
    return [item["title"] for item in client.get(BOOKS + query).json()["items"]]


def test_one_book_is_its_stored_record(client):
    book = make_book()
    response = client.get(f"{BOOKS}{book.pk}/")
    assert response["Content-Type"] == "application/json"
    assert response.content.decode() == Publication.objects.get(object_id=book.pk).record
    assert BookRecord.model_validate(response.json()).title == "A Voyage Out"


def test_the_list_has_full_records_newest_first(client):
    make_book("Old", published_on=date(1999, 1, 1))
    make_book("Undated", published_on=None)
    make_book("New", published_on=date(2026, 1, 1))
    answer = client.get(BOOKS).json()
    assert answer["count"] == 3
    assert [item["title"] for item in answer["items"]] == ["New", "Old", "Undated"]
    assert [BookRecord.model_validate(item) for item in answer["items"]]


def test_the_list_is_read_by_limit_and_offset(client):
    for number in range(5):
        make_book(f"Book {number}", published_on=date(2020, 1, number + 1))
    assert titles(client, "?limit=2") == ["Book 4", "Book 3"]
    assert titles(client, "?limit=2&offset=2") == ["Book 2", "Book 1"]
    assert titles(client, "?offset=9") == []


def test_lists_of_any_length_cost_three_statements(client, django_assert_max_num_queries):
    for number in range(4):
        make_book(f"Book {number}")
    with django_assert_max_num_queries(3):
        assert len(titles(client)) == 4
    with django_assert_max_num_queries(3):
        client.get(f"{BOOKS}{BookPage.objects.first().pk}/")


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=-1", "?limit=101", "?limit=x", "?offset=-1", f"?offset={10**12}"]
)
def test_bad_paging_is_a_problem_that_names_the_parameter(client, query):
    response = client.get(BOOKS + query)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert query[1:].split("=")[0] in json.dumps(response.json()["errors"])


def test_a_hidden_book_is_as_one_that_is_not_there(client):
    hidden = make_book("Hidden", live=False)
    there, nowhere = client.get(f"{BOOKS}{hidden.pk}/"), client.get(f"{BOOKS}{10**9}/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_a_book_of_another_site_is_not_listed(client):
    make_book()
    other = Site.objects.create(
        hostname="other.example", root_page=BookPage.objects.get().get_root()
    )
    Publication.objects.update(site_id=other.pk)
    assert titles(client) == []


def test_writing_is_not_allowed(client):
    assert client.post(BOOKS, data="{}", content_type="application/json").status_code == 405


def test_the_openapi_document_knows_every_block(client):
    schemas = client.get("/api/v3/openapi.json").json()["components"]["schemas"]
    description = schemas["BookRecord"]["properties"]["description"]["items"]
    assert set(description["discriminator"]["mapping"]) == {
        *("paragraph", "heading", "quotation", "image", "video", "links"),
    }
