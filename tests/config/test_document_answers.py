"""How documents are served: caches, conditions, names, and who may have them."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from books.codes import Form
from books.models import BookPage, Format
from home.roles import API_READERS, MARKETING_EDITORS
from tests.factories import make_book
from tests.roles import log_in

pytestmark = pytest.mark.django_db

OPEN, PRIVATE = "public, max-age=300, s-maxage=0", "private, no-store"


def make_sample(name: str = "Über – «ein» Buch.pdf", **fields) -> Document:
    return Document.objects.create(title="Sample", file=ContentFile(b"%PDF-1.4", name), **fields)


def make_book_with(sample: Document, **fields) -> BookPage:
    book = make_book(**fields)
    book.formats = [Format(form=Form.PDF, sample=sample)]
    book.save()
    return book


def test_a_public_document_may_be_kept_for_a_while(client):
    sample = make_sample()
    make_book_with(sample)
    response = client.get(sample.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == OPEN
    assert response["Content-Type"] == "application/pdf"
    assert "Content-Encoding" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response["Content-Disposition"].isascii()


def test_who_has_it_gets_it_no_second_time(client):
    sample = make_sample()
    make_book_with(sample)
    first = client.get(sample.url)
    again = client.get(sample.url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, OPEN)
    assert "None" not in again.headers.values()
    since = client.get(sample.url, headers={"If-Modified-Since": first["Last-Modified"]})
    assert (since.status_code, since["Cache-Control"]) == (304, OPEN)
    assert "None" not in since.headers.values()
    part = client.get(sample.url, headers={"Range": "bytes=0-1"})
    assert part.status_code == 200
    head = client.head(sample.url)
    assert (head.status_code, head["Content-Length"]) == (200, "8")


def test_one_of_a_draft_is_for_who_works_with_it(client):
    sample = make_sample()
    make_book_with(sample, live=False)
    response = log_in(MARKETING_EDITORS).get(sample.url)
    assert (response.status_code, response["Cache-Control"]) == (200, PRIVATE)
    assert client.get(sample.url).status_code == 404
    assert log_in(API_READERS).get(sample.url).status_code == 404


def test_who_passes_a_restriction_has_it_alone(client):
    shut = Collection.get_first_root_node().add_child(name="Shut")
    sample = make_sample(collection=shut)
    make_book_with(sample)
    CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
    assert client.get(sample.url).status_code == 302
    response = log_in(API_READERS).get(sample.url)
    assert (response.status_code, response["Cache-Control"]) == (200, PRIVATE)


ANSWERS = [
    *("/", "/books/", "/nothing/", "/search/?q=open", "/search/", "/sitemap.xml", "/robots.txt"),
    *("/api/v2/pages/", "/api/v3/books/", "/api/v3/books/0/", "/api/v3/images/", "/api/v3/docs/"),
    *("/media/nothing.jpg", "/documents/1/nothing.pdf", "/feeds/new.atom", "/healthz", "/admin/"),
    *(
        "/readyz",
        "/admin/login/",
        "/newsletter/",
        "/contributors/",
        "/books",
        "/static/nothing.css",
    ),
]


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_says_what_caches_may_do(address):
    make_book("Open")
    response = Client().get(address)
    assert response.get("Cache-Control"), response.status_code
    assert "None" not in response.headers.values()
