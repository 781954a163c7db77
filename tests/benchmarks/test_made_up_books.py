"""The generator: books are the same each time, and published as the site publishes."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings

from books.models import BookPage, Numbering, Publication
from books.publishing.upkeep import everything
from tests.benchmarks import catalogue, made_up
from tests.factories import remove_site
from tests.tasks import WITH_WORKER

COUNT = 12


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Made once for the module; taken back with the transaction around it."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(TASKS=WITH_WORKER):
        remove_site()
        catalogue.build(COUNT)
        yield
        transaction.set_rollback(True)


def test_books_are_the_same_each_time_and_differ_from_each_other():
    assert list(made_up.books(range(50))) == list(made_up.books(range(50)))
    assert len({made_up.title_of(number) for number in range(100_000)}) == 100_000
    isbns = [format_.isbn for book in made_up.books(range(50)) for format_ in book.formats]
    assert len(set(isbns)) == len(isbns)


def test_subjects_and_the_common_word_have_their_shares():
    books = list(made_up.books(range(200)))
    shelved = [subject for book in books for subject in set(book.subjects)]
    assert {shelved.count(subject) for subject in range(made_up.SUBJECTS)} == {10}
    with_word = [book for book in books if made_up.COMMON_WORD in str(book).lower()]
    assert len(with_word) == 50


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_rows_and_publications_are_what_publishing_would_have_stored():
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


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_a_build_goes_on_where_it_stood():
    last = Numbering.objects.get().last
    BookPage.objects.order_by("pk").last().delete()
    catalogue.build(COUNT)
    assert BookPage.objects.count() == COUNT
    assert [drift for batch in everything() for drift in batch.drift()] == []
    before = Numbering.objects.get().last
    catalogue.build(COUNT)
    assert Numbering.objects.get().last == before > last


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_the_api_and_the_website_show_them():
    found = Client().get(f"/api/v3/books/?search={made_up.COMMON_WORD}").json()
    assert found["count"] == COUNT // 4
    book = found["items"][0]
    assert book["cover"]["renditions"]
    page = Client().get(book["path"])
    assert page.status_code == 200
    assert book["title"] in page.content.decode()
