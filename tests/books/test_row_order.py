"""Children in an order come in that order, whatever the database does with its rows."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Site

from books.models import (
    Award,
    BookPage,
    BookSubject,
    Contribution,
    Format,
    FrontEnd,
    Price,
    PublisherSettings,
    RelatedBook,
    SocialLink,
)
from books.publishing.faces import faces_of_pages, faces_of_things
from tests.factories import ContributorFactory, SubjectFactory, make_book

OURS = ("books", "home", "search")
ORDER = ["sort_order", "pk"]


def child_models() -> set[type[Model]]:
    parents = [model for model in apps.get_models() if issubclass(model, ClusterableModel)]
    relations = [each for parent in parents for each in get_all_child_relations(parent)]
    children = {relation.related_model for relation in relations}
    return {model for model in children if model._meta.app_label in OURS}


def test_every_child_is_ordered_by_position_then_key():
    assert child_models() == {
        *(Award, BookSubject, Contribution, Format, FrontEnd, Price, RelatedBook, SocialLink)
    }
    assert {model: model._meta.ordering for model in child_models()} == dict.fromkeys(
        child_models(), ORDER
    )


@pytest.fixture
def book(db) -> BookPage:
    """With three of each kind of row."""
    book = make_book("Ordered")
    book.contributions = [Contribution(contributor=ContributorFactory()) for _ in range(3)]
    book.book_subjects = [BookSubject(subject=SubjectFactory()) for _ in range(3)]
    book.awards = [Award(name=name) for name in "ZAM"]
    book.related_books = [RelatedBook(book=make_book(title)) for title in ("Z", "A", "M")]
    book.formats = [Format(form=form) for form in ("paperback", "epub", "hardback")]
    for format_ in book.formats.all():
        format_.prices = [Price(currency=code, amount=9) for code in ("USD", "EUR", "GBP")]
    book.save_revision().publish()
    return book


@pytest.fixture
def publisher(db) -> PublisherSettings:
    publisher = PublisherSettings.for_site(Site.objects.get())
    links = {name: f"https://{name}.example" for name in "zam"}
    publisher.social_links = [SocialLink(name=name, url=url) for name, url in links.items()]
    publisher.front_ends = [
        FrontEnd(name=name, url_template=f"{links[name]}/{{token}}") for name in links
    ]
    publisher.save()
    return publisher


def digests(book: BookPage, publisher: PublisherSettings) -> list[str]:
    faces = faces_of_pages([book.pk]) | faces_of_things("settings", [publisher.pk])
    return [face.digest for face in faces.values()]


def restore_backwards(model: type[Model]) -> None:
    """As from a dump that was written in another order."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE dump AS SELECT * FROM {table} ORDER BY id DESC")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM dump")
        cursor.execute("DROP TABLE dump")


@pytest.mark.parametrize("positions", ["their own", "the same", "none"])
def test_a_record_says_the_same_after_rows_moved(book, publisher, positions):
    if positions != "their own":
        for model in child_models():
            model.objects.update(sort_order=0 if positions == "the same" else None)
    before = digests(book, publisher)
    for model in child_models():
        for pk in model.objects.order_by("-pk").values_list("pk", flat=True):
            model.objects.filter(pk=pk).update(sort_order=model.objects.get(pk=pk).sort_order)
    assert digests(book, publisher) == before
    for model in child_models():
        restore_backwards(model)
    assert digests(book, publisher) == before


def test_whatever_reads_rows_for_a_record_says_their_order(book, publisher):
    with CaptureQueriesContext(
        connection,
    ) as sent:
        digests(book, publisher)
    for model in child_models():
        table = model._meta.db_table
        reads = [q["sql"] for q in sent if f'FROM "{table}"' in q["sql"]]
        assert reads, table
        for sql in reads:
            assert f'ORDER BY "{table}"."sort_order" ASC' in sql
            assert sql.rstrip().endswith(('"id" ASC', "2 ASC"))


def forms(book: BookPage) -> list[str]:
    return [each.form for each in BookPage.objects.get(pk=book.pk).formats.all()]


def test_what_has_no_position_gets_the_one_it_stands_in(book):
    paperback, _, hardback = book.formats.all()
    book.formats = [hardback, Format(form="audiobook"), paperback]
    assert [each.form for each in book.formats.all()] == ["hardback", "audiobook", "paperback"]
    book.save_revision().publish()
    assert forms(book) == ["hardback", "audiobook", "paperback"]
    assert [each.sort_order for each in book.formats.all()] == [0, 1, 2]


def test_what_is_added_alone_stands_behind_the_others(book):
    book.formats.add(Format(form="audiobook"), Format(form="pdf"))
    book.save()
    Format.objects.create(page=book, form="kindle")
    assert forms(book) == ["paperback", "epub", "hardback", "audiobook", "pdf", "kindle"]
