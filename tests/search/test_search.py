"""The search page: only what anyone can read, whatever is asked."""

import pytest
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from tests.books.test_pages import plant_hidden_books
from tests.factories import ContributorFactory, make_book, make_content_page, make_site

pytestmark = pytest.mark.django_db


def found(client, query: str) -> str:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode().split("</header>", 2)[2]).split())


def test_books_people_and_pages_are_found(client):
    make_book("Whales at sea", contributor=ContributorFactory(name="Wanda Whales"))
    make_content_page("About whales")
    text = found(client, "whales")
    assert "Whales at sea" in text
    assert "Wanda Whales" in text
    assert "About whales" in text


def test_hidden_books_are_not_found(client):
    titles = plant_hidden_books()
    text = found(client, "Hidden")
    assert not [title for title in titles if title in text]


def test_people_of_hidden_books_alone_are_not_found(client):
    plant_hidden_books(contributor=ContributorFactory(name="Secret Author"))
    assert "Secret Author" not in found(client, "Secret")


def test_private_pages_are_not_found(client):
    page = make_content_page("Private terms")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "Private terms" not in found(client, "Private")


@pytest.mark.parametrize(
    "query", ["", " ", '"', "'", "*", "AND", "NOT", "a OR", "(", "\\", "%", "é" * 500, "a:b", "<b>"]
)
def test_odd_words_are_only_not_found(client, query):
    make_site()
    found(client, query)


def test_the_words_asked_for_are_escaped(client):
    make_site()
    assert b"<b>bold" not in client.get("/search/", {"q": "<b>bold"}).content


def test_what_is_found_is_paged_and_keeps_its_words(client):
    for number in range(25):
        make_book(f"Whale {number}")
    first = client.get("/search/", {"q": "whale"})
    assert len(first.context["books"]) == 24
    assert "?q=whale&amp;page=2" in first.content.decode()
    assert len(client.get("/search/", {"q": "whale", "page": "2"}).context["books"]) == 1


@pytest.mark.parametrize("page", ["abc", "-1", "9" * 18])
def test_an_odd_page_of_what_is_found_is_the_nearest(client, page):
    make_book("Whale")
    assert client.get("/search/", {"q": "whale", "page": page}).status_code == 200


def test_a_nul_byte_is_no_error_of_ours(client):
    make_site()
    assert client.get("/search/?q=wh%00ale").status_code in (200, 400)
