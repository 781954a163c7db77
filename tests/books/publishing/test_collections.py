"""Documents of private collections stay out of records, however they came to be private."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from books.codes import Form
from books.models import BookPage, Format
from tests.books.publishing.rows import record_of, row_of
from tests.factories import make_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return Document.objects.create(title="Proofs", file=ContentFile(b"%PDF", name="proofs.pdf"))


@pytest.fixture
def book(document) -> BookPage:
    """A book that links to the document, and has it as a sample."""
    link = f'<p><a linktype="document" id="{document.pk}">proofs</a></p>'
    book = make_book(description=[("paragraph", link)])
    book.formats = [Format(form=Form.PDF, sample=document)]
    book.save()
    assert row_of(book).record.count(document.url) == 2
    return book


@pytest.fixture
def private() -> Collection:
    collection = new_collection("Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def new_collection(name: str) -> Collection:
    return Collection.get_first_root_node().add_child(name=name)


def tells_of(document: Document, book: BookPage) -> bool:
    return document.url in row_of(book).record or document.title in row_of(book).record


def test_restricting_a_collection_and_lifting_it(document, book):
    root = Collection.get_first_root_node()
    restriction = CollectionViewRestriction.objects.create(
        collection=root, restriction_type="login"
    )
    assert not tells_of(document, book)
    restriction.delete()
    assert record_of(book).formats[0].sample.title == "Proofs"


def test_a_document_put_into_a_private_collection_with_others(
    admin_client, document, book, private
):
    url = f"/admin/bulk/wagtaildocs/document/add_to_collection/?id={document.pk}&next=/admin/"
    assert admin_client.post(url, {"collection": private.pk}).status_code == 302
    assert not tells_of(document, book)


def test_a_collection_moved_into_a_private_one(admin_client, document, book, private):
    moved = new_collection("Moved")
    document.collection = moved
    document.save()
    assert tells_of(document, book)
    form = {"name": "Moved", "parent": private.pk}
    assert admin_client.post(f"/admin/collections/{moved.pk}/", form).status_code == 302
    assert not tells_of(document, book)
