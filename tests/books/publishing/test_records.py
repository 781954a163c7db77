import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.models import Site

from books.codes import Form
from books.models import BookPage, Format, Publication, RelatedBook, Subject
from books.publishing.records import build_records, record_of
from books.record import BookRecord
from tests.factories import (
    ContributorFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
)

pytestmark = pytest.mark.django_db


def test_a_published_book_has_a_record():
    book = make_book("In Print", subject=SubjectFactory(name="Economics"), cover=make_picture())
    row = Publication.objects.books().get()
    record = BookRecord.model_validate_json(row.record)
    assert record.title == "In Print"
    assert record.path == "/books/in-print/"
    assert record.formats[0].prices[0].text == "$29.95"
    assert record.subjects[0].name == "Economics"
    assert row.object_id == book.pk


def full_book(number: int, subject: Subject) -> BookPage:
    """A book that refers to something of every kind, each its own."""
    page = make_content_page(f"Page {number}")
    link = f'<p><a linktype="page" id="{page.pk}">A page</a></p>'
    sample = Document.objects.create(title="Sample", file=ContentFile(b"%PDF", name="s.pdf"))
    ada = ContributorFactory(photo=make_picture(f"photo {number}"), bio=link)
    figure = {"image": make_picture(f"figure {number}"), "alt": "A map", "caption": ""}
    book = make_book(
        f"Book {number}",
        contributor=ada,
        subject=subject,
        cover=make_picture(f"cover {number}"),
        description=[("paragraph", link), ("image", figure)],
        author_bio=[("contributor", {"contributor": ada, "text": ""})],
    )
    book.related_books = [RelatedBook(book=make_book(f"Related {number}"))]
    book.formats = [Format(form=Form.PDF, sample=sample)]
    book.save()
    return book


def test_records_are_built_in_a_constant_number_of_queries(django_assert_num_queries):
    subject = SubjectFactory(parent=SubjectFactory())
    books = [full_book(number, subject).pk for number in range(4)]
    pages = BookPage.objects.for_records()
    with CaptureQueriesContext(connection) as alone:
        build_records(pages.filter(pk=books[0]))
    with django_assert_num_queries(len(alone)):
        built = build_records(pages.filter(pk__in=books))
    assert {record.record.title for record in built.values()} == {f"Book {n}" for n in range(4)}


def test_a_record_of_a_draft_shows_the_draft():
    book = make_book("In print")
    book.title = "In the works"
    book.save_revision()
    draft = BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()
    assert record_of(draft).title == "In the works"


def test_a_book_outside_every_site_has_no_record():
    book = make_book()
    Site.objects.all().delete()
    assert Publication.objects.get(kind="book", object_id=book.pk).withdrawn


def test_what_was_never_filled_in_a_block_is_empty():
    book = make_book(
        contents=[
            ("chapter", {"title": "One"}),
            ("part", {"title": "Part", "chapters": [{"title": "Two"}]}),
            ("matter", {"title": "Index"}),
        ],
        praise=[("review", {"quotation": "Yes.", "source": "The Review"})],
    )
    record = record_of(book)
    assert record.contents[0].value.subtitle == record.contents[2].value.page == ""
    assert record.contents[1].value.chapters[0].page == ""
    assert record.praise[0].value.date is None
