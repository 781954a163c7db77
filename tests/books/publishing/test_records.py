from books.models import BookPage, Publication
from books.publishing.records import build_records
from books.record import BookRecord
from tests.factories import SubjectFactory, make_book, make_picture


def test_a_published_book_has_a_record(db):
    book = make_book("In Print", subject=SubjectFactory(name="Economics"), cover=make_picture())
    row = Publication.objects.books().get()
    record = BookRecord.model_validate_json(row.record)
    assert record.title == "In Print"
    assert record.path == "/books/in-print/"
    assert record.formats[0].prices[0].text == "$29.95"
    assert record.subjects[0].name == "Economics"
    assert row.object_id == book.pk


def test_records_are_built_in_a_constant_number_of_queries(
    db, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            build_records(BookPage.objects.published().for_records())
        for q in queries:
            print(q["sql"][:150])
        return len(queries)

    subject = SubjectFactory()
    first = make_book("One", subject=subject, cover=make_picture("a"))
    alone = cost()
    for number in range(5):
        make_book(f"More {number}", subject=subject, cover=make_picture(str(number)))
    assert cost() == alone
