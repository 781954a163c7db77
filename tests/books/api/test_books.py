"""`/api/v3/books/`: the stored records, whole or in part, by id, ISBN and path."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from books.api import beginnings
from books.models import BookPage, Format, Publication
from books.record import BookRecord
from tests.factories import ContributorFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db

BOOKS = "/api/v3/books/"
ISBN = "9780140439441"


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
    assert "facets" not in answer


def test_what_reading_costs(client, django_assert_num_queries):
    subject = SubjectFactory()
    for number in range(4):
        book = make_book(f"Book {number}", subject=subject, isbn=ISBN if not number else "")
    for cost, address in (
        (1, f"{book.pk}/"),
        (2, f"by-isbn/{ISBN}/"),
        (2, "by-path/?path=/books/book-1/"),
        (2, f"{book.pk}/?site=localhost"),
        (1, ""),
        (1, "?limit=2&order=-title&fields=id"),
        (2, f"?subject={subject.pk}&limit=2&order=title"),
        (2, "?form=paperback&limit=2"),
        (3, "?limit=2&offset=1"),
        (2, "?site=localhost"),
        (2, f"?subject={subject.pk}&form=paperback&order=title"),
        (3, f"?subject={subject.pk}&form=paperback&order=title&limit=2"),
        # Only where titles, names and shelves do not tell all, the texts are searched.
        (3, "?search=book"),
        (3, "?search=book&limit=2"),
        (2, "?search=nothing"),
        (4, "?search=book&limit=2&language=en"),
        (3, "?facets=subject,form,language,contributor,series"),
        (5, "?search=book&facets=subject,form"),
    ):
        client.get(BOOKS + address)
        with django_assert_num_queries(cost):
            assert client.get(BOOKS + address).status_code == 200, address


@pytest.mark.parametrize("common", [1, 1000])
def test_a_common_value_finds_what_a_rare_one_does(client, monkeypatch, common):
    monkeypatch.setattr(beginnings, "COMMON", common)
    subject = SubjectFactory()
    for title in ("Whale", "Anchor", "Mast"):
        make_book(title, subject=subject)
    make_book("Nothing of it", subject=SubjectFactory())
    for order, found in (("title", ["Anchor", "Mast"]), ("-title", ["Whale", "Mast"])):
        answer = client.get(f"{BOOKS}?subject={subject.pk}&order={order}&limit=2").json()
        assert [item["title"] for item in answer["items"]] == found
        assert answer["count"] == 3


@pytest.mark.parametrize("isbn", [ISBN, "978-0-14-043944-1", "0-14-043944-7", "0140439447"])
def test_a_book_is_found_by_the_isbn_of_any_of_its_formats(client, isbn):
    make_book("Another")
    book = make_book(isbn=ISBN)
    book.formats = [*book.formats.all(), Format(form="epub", isbn="9780306406157")]
    book.save_revision().publish()
    for given in (isbn, "9780306406157"):
        assert client.get(f"{BOOKS}by-isbn/{given}/").json()["id"] == book.pk
        assert titles(client, f"?isbn={given}") == ["A Voyage Out"]


@pytest.mark.parametrize(
    "isbn",
    ["9780140439442", "979-0-060-11561-5", "９７８０１４０４３９４４１", "x", "97801404394411"],
)
def test_what_is_no_isbn_is_refused(client, isbn):
    make_book(isbn=ISBN)
    for address, place in ((f"by-isbn/{isbn}/", "path"), (f"?isbn={isbn}", "query")):
        response = client.get(BOOKS + address)
        assert response.status_code == 422
        assert response.json()["errors"][0]["loc"] == [place, "isbn"]


@pytest.mark.parametrize("path", ["/books/a-voyage-out/", "/books/a-voyage-out"])
def test_a_book_is_found_by_its_path(client, path):
    book = make_book()
    assert client.get(f"{BOOKS}by-path/", {"path": path}).json()["id"] == book.pk
    book.slug = "elsewhere"
    book.save_revision().publish()
    assert client.get(f"{BOOKS}by-path/", {"path": path}).status_code == 404


def test_a_path_with_other_letters_is_found_encoded_or_not(client):
    book = make_book("Être", slug="être")
    for path in ("/books/être/", "/books/%C3%AAtre/"):
        assert client.get(f"{BOOKS}by-path/", {"path": path}).json()["id"] == book.pk


def test_only_the_fields_asked_for(client):
    book = make_book()
    response = client.get(f"{BOOKS}?fields=title,id")
    assert response["Content-Type"] == "application/vnd.frontlist.partial+json"
    assert response.json()["items"] == [{"title": "A Voyage Out", "id": book.pk}]
    assert client.get(f"{BOOKS}{book.pk}/?fields=slug").json() == {"slug": "a-voyage-out"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        *(("limit=0", "limit"), ("limit=-1", "limit"), ("limit=101", "limit")),
        *(("limit=x", "limit"), ("offset=-1", "offset"), (f"offset={10**12}", "offset")),
        *(("fields=titel", "fields"), ("fields=", "fields"), ("fields=cover.url", "fields")),
        *(("fields=contributions(name)", "fields"), ("facets=price", "facets")),
        *(("order=price", "order"), ("order=relevance", "order"), ("language=tlh", "language")),
        *(("price_max=10", "currency"), ("price_min=x&currency=USD", "price_min")),
        *(("price_min=NaN&currency=USD", "price_min"), ("currency=XYZ", "currency")),
        *(("contributor=0", "contributor"), ("subject=fiction", "subject")),
        *(
            ("published_after=yesterday", "published_after"),
            ("published_before=0", "published_before"),
        ),
        *(("published_after=86400", "published_after"), ("site=nowhere.example", "site")),
        *(("cursor=abc", "cursor"), ("cursor=e30", "cursor"), ("has_exam_copy=2", "has_exam_copy")),
        ("search=", "search"),
        ("limit=1&cursor=WyJ0aXRsZSIsZmFsc2VdCg&offset=3", "offset"),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it(client, query, name):
    make_book()
    response = client.get(f"{BOOKS}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert [error["loc"][:2] for error in response.json()["errors"]] == [["query", name]]


def test_the_nearest_name_is_suggested(client):
    response = client.get(f"{BOOKS}?fields=titel&facets=languages")
    assert "Did you mean “title”?" in json.dumps(response.json(), ensure_ascii=False)
    assert "Did you mean “language”?" in json.dumps(response.json(), ensure_ascii=False)


def test_a_hidden_book_is_as_one_that_is_not_there(client):
    hidden = make_book("Hidden", live=False, isbn=ISBN)
    for one, other in (
        (f"{hidden.pk}/", f"{10**9}/"),
        (f"by-isbn/{ISBN}/", "by-isbn/9780306406157/"),
        ("by-path/?path=/books/hidden/", "by-path/?path=/books/nowhere/"),
    ):
        there, nowhere = client.get(BOOKS + one), client.get(BOOKS + other)
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content


def test_a_book_of_another_site_is_listed_only_there(client):
    make_book()
    other = Site.objects.create(
        hostname="other.example", root_page=BookPage.objects.get().get_root()
    )
    Publication.objects.update(site_id=other.pk)
    assert titles(client) == []
    assert titles(client, "?site=other.example") == ["A Voyage Out"]
    assert titles(client, "?site=OTHER.example:80") == ["A Voyage Out"]


def test_writing_is_not_allowed(client):
    assert client.post(BOOKS, data="{}", content_type="application/json").status_code == 405


def test_a_contributor_who_is_not_published_cannot_be_filtered_by(client):
    ada = ContributorFactory()
    make_book(contributor=ada)
    assert titles(client, f"?contributor={ada.pk}") == ["A Voyage Out"]
    ada.unpublish()
    assert titles(client, f"?contributor={ada.pk}") == []


def test_the_next_book_with_an_isbn_is_not_older_than_the_first(client):
    first = make_book("First", isbn=ISBN)
    spanish = Locale.objects.create(language_code="es")
    second = first.copy_for_translation(spanish, copy_parents=True)
    second.save_revision().publish()
    address = f"{BOOKS}by-isbn/{ISBN}/"
    seen = client.get(address)
    assert seen.json()["id"] == first.pk
    PageViewRestriction.objects.create(page=first, restriction_type="login")
    later = timezone.now() + timedelta(seconds=2)
    Publication.objects.filter(object_id=first.pk).update(changed_at=later)
    asked = client.get(address, headers={"If-Modified-Since": seen["Last-Modified"]})
    assert (asked.status_code, asked.json()["id"]) == (200, second.pk)
