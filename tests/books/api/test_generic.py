"""`/api/v2/`: Wagtail's generic API over the same values."""

import pytest
from wagtail.documents import get_document_model
from wagtail.models import APIToken

from books.models import BookIndexPage
from home.models import ContentPage
from home.roles import API_READERS, MARKETING_EDITORS
from tests.books.publishing.rows import row_of
from tests.factories import (
    ContributorFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
)
from tests.roles import make_section_editor, make_user, token_of

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
ALL_BOOKS = f"{PAGES}?type=books.BookPage&fields=*"


def test_both_apis_tell_the_same_of_a_book(client):
    book = make_book(cover=make_picture(), subject=SubjectFactory())
    v2 = client.get(f"{PAGES}{book.pk}/").json()
    v3 = client.get(f"/api/v3/books/{book.pk}/").json()
    shared = v2.keys() & v3.keys()
    assert shared >= {"title", "contributions", "formats", "description", "cover", "reference"}
    assert {name: v2[name] for name in shared} == {name: v3[name] for name in shared}
    assert v2["meta"]["slug"] == v3["slug"]


def test_a_list_with_all_fields_costs_the_same_for_any_number_of_books(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def make(number: int):
        make_book(
            f"Book {number}",
            contributor=ContributorFactory(photo=make_picture(f"photo {number}")),
            subject=SubjectFactory(),
            cover=make_picture(f"cover {number}"),
        )

    make(0)
    client.get(ALL_BOOKS)
    with CaptureQueriesContext(connection) as for_one:
        assert client.get(ALL_BOOKS).json()["meta"]["total_count"] == 1
    for number in range(1, 4):
        make(number)
    with CaptureQueriesContext(connection) as for_four:
        assert client.get(ALL_BOOKS).json()["meta"]["total_count"] == 4
    assert len(for_four) == len(for_one), [query["sql"] for query in for_four]


def test_a_token_reads_the_draft_through_v3(client, admin_user):
    book = make_book("In print", subject=SubjectFactory())
    book.title = "In the works"
    book.save_revision()
    _, token = APIToken.create_token(user=admin_user, name="app")
    url = f"/api/v3/pages/{book.pk}/?version=draft"
    draft = client.get(url, headers={"Authorization": f"Bearer {token}"}).json()
    assert draft["title"] == "In the works"
    assert draft["contributions"][0]["role"] == "author"
    assert client.get(url).json()["title"] == "In print"
    assert "In the works" not in row_of(book).record


@pytest.mark.parametrize("address", [PAGES, "/api/v3/pages/"])
def test_pages_can_be_searched(client, address):
    make_book("A Voyage Out")
    make_book("Another", live=False)
    found = client.get(address, {"search": "voyage"}).json()["items"]
    assert [item["title"] for item in found] == ["A Voyage Out"]
    assert client.get(address, {"search": "another"}).json()["items"] == []


@pytest.mark.parametrize(("group", "sees"), [(API_READERS, False), (MARKETING_EDITORS, True)])
def test_a_token_alone_shows_no_pictures_or_documents_that_are_not_public(client, group, sees):
    picture = make_picture("Not shown yet")
    document = get_document_model().objects.create(title="Not read yet", file="sample.pdf")
    _token, key = APIToken.create_token(user=make_user(group), name="app")
    headers = {"Authorization": f"Bearer {key}"}
    for address in (f"images/{picture.pk}/", f"documents/{document.pk}/"):
        answer = client.get(f"/api/v3/{address}", headers=headers)
        assert answer.status_code == (200 if sees else 404)
    for name in ("images", "documents"):
        items = client.get(f"/api/v3/{name}/", headers=headers).json()["items"]
        assert bool(items) == sees


def test_no_page_tells_of_a_parent_that_is_hidden(client):
    parent = make_content_page("Quicksilver")
    child = parent.add_child(instance=ContentPage(title="Open", body=[]))
    addresses = [f"/api/{version}/pages/{child.pk}/" for version in ("v2", "v3")]
    for address in addresses:
        assert client.get(address).json()["meta"]["parent"]["id"] == parent.pk
    ContentPage.objects.filter(pk=parent.pk).update(live=False)
    for address in addresses:
        assert client.get(address).json()["meta"]["parent"] is None


def test_who_works_with_an_alias_alone_hears_nothing_of_its_source(client):
    headers = token_of(make_section_editor())
    section = BookIndexPage.objects.get(slug="a-section")
    alias = make_book("Quicksilver", live=False).create_alias(parent=section)
    page = client.get(f"/api/v3/pages/{alias.pk}/?version=draft", headers=headers).json()
    assert page["meta"]["alias_of"] is None
