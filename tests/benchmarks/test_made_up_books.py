"""The generator: books are the same each time, and published as the site publishes."""

import pytest
from django.test import Client

from books.models import BookPage, Numbering, Publication
from books.publishing.upkeep import everything
from tests.benchmarks import catalogue, made_up

COUNT = 12


@pytest.fixture
def built(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    catalogue.build(COUNT)


@pytest.mark.once
def test_books_are_the_same_each_time_and_differ_from_each_other():
    assert list(made_up.books(range(50))) == list(made_up.books(range(50)))
    assert len({made_up.title_of(number) for number in range(100_000)}) == 100_000
    isbns = [format_.isbn for book in made_up.books(range(50)) for format_ in book.formats]
    assert len(set(isbns)) == len(isbns)


@pytest.mark.once
def test_subjects_and_the_common_word_have_their_shares():
    books = list(made_up.books(range(200)))
    shelved = [subject for book in books for subject in set(book.subjects)]
    assert {shelved.count(subject) for subject in range(made_up.SUBJECTS)} == {10}
    with_word = [book for book in books if made_up.COMMON_WORD in str(book).lower()]
    assert len(with_word) == 50


def test_rows_and_publications_are_what_publishing_would_have_stored(built):
    assert Publication.objects.books().public().count() == COUNT
    assert [drift for batch in everything() for drift in batch.drift()] == []
    assert BookPage.find_problems() == ([], [], [], [], [])
    for page in BookPage.objects.select_related("readiness"):
        page.full_clean()
        assert page.get_latest_revision_as_object().formats.count() == 3
        assert page.live_revision_id == page.latest_revision_id
    number = Publication.objects.get(kind="book", object_id=page.pk).number
    page.save_revision().publish()
    assert Publication.objects.get(kind="book", object_id=page.pk).number == number


def test_a_build_goes_on_where_it_stood(built):
    last = Numbering.objects.get().last
    BookPage.objects.order_by("pk").last().delete()
    catalogue.build(COUNT)
    assert BookPage.objects.count() == COUNT
    assert [drift for batch in everything() for drift in batch.drift()] == []
    before = Numbering.objects.get().last
    catalogue.build(COUNT)
    assert Numbering.objects.get().last == before > last


def test_the_api_and_the_website_show_them(built):
    found = Client().get(f"/api/v3/books/?search={made_up.COMMON_WORD}").json()
    assert found["count"] == COUNT // 4
    book = found["items"][0]
    assert book["cover"]["renditions"]
    page = Client().get(book["path"])
    assert page.status_code == 200
    assert book["title"] in page.content.decode()
