"""`rebuild_publications` repairs any drift and changes nothing else; `check_site` tells."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from books.models import BookPage, Numbering, Publication, PublicationCount, PublicationTerm
from books.publishing import shape
from books.publishing.upkeep import forget_withdrawn
from home.preparing import renew_publications
from tests.books.publishing.rows import changed_since, numbers, record_of, row_of
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_content_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> BookPage:
    make_content_page()
    return make_book(contributor=ContributorFactory(), subject=SubjectFactory())


def test_where_nothing_changed_no_number_changes(book, capsys):
    before = numbers()
    call_command("rebuild_publications")
    assert changed_since(before) == set()
    assert "Nothing to change." in capsys.readouterr().out
    call_command("check_site")


def test_all_is_made_again_from_nothing(book):
    digests = {key: digest for key, (_, digest) in numbers().items()}
    Publication.objects.all().delete()
    call_command("rebuild_publications")
    assert {key: digest for key, (_, digest) in numbers().items()} == digests
    assert row_of(book).uses.exists()


@pytest.mark.parametrize(
    "drift",
    [
        {"record": "{}"},
        {"digest": "0" * 64},
        {"digest": "", "record": ""},
        {"site_id": 999},
        {"path": "/elsewhere/"},
    ],
)
def test_a_changed_row_is_found_and_repaired(book, drift):
    good = row_of(book).record
    Publication.objects.filter(pk=row_of(book).pk).update(**drift)
    with pytest.raises(CommandError, match="1 publications differ"):
        call_command("check_site")
    call_command("rebuild_publications")
    assert row_of(book).record == good
    call_command("check_site")


def test_a_row_that_should_be_withdrawn_is_withdrawn(book):
    BookPage.objects.filter(pk=book.pk).update(live=False)
    with pytest.raises(CommandError):
        call_command("check_site")
    call_command("rebuild_publications")
    assert row_of(book).withdrawn


def test_a_row_of_a_page_that_is_gone_is_withdrawn(book):
    Publication.objects.filter(pk=row_of(book).pk).update(object_id=book.pk + 1000)
    call_command("rebuild_publications")
    assert Publication.objects.get(object_id=book.pk + 1000).withdrawn
    assert record_of(book).title == book.title


def test_lost_uses_are_found_again(book):
    row_of(book).uses.all().delete()
    call_command("rebuild_publications")
    assert row_of(book).uses.exists()


def test_an_index_entry_that_is_lost_is_made_again_under_the_same_number(book, client, capsys):
    PublicationTerm.objects.all().delete()
    Publication.objects.update(index_digest="", title_key=b"")
    before = numbers()
    with pytest.raises(CommandError):
        call_command("check_site")
    assert f"book {book.pk} is not indexed as it should be" in capsys.readouterr().out
    call_command("rebuild_publications")
    call_command("check_site")
    assert changed_since(before) == set()
    assert client.get("/api/v3/books/?slug=a-voyage-out").json()["count"] == 1


def test_counts_that_are_wrong_are_found_and_repaired(book, client, capsys):
    PublicationCount.objects.filter(name="subject").update(books=7)
    PublicationCount.objects.filter(name="form").delete()
    PublicationCount.objects.create(site_id=1, name="role", value="editor", locale="en", books=3)
    before = numbers()
    with pytest.raises(CommandError, match="0 publications differ, and 3 counts"):
        call_command("check_site")
    assert "count of role editor has to change by -3" in capsys.readouterr().out
    call_command("rebuild_publications")
    call_command("check_site")
    assert changed_since(before) == set()
    assert client.get("/api/v3/books/?form=paperback").json()["count"] == 1


def test_publications_made_by_other_code_are_made_again_at_the_next_start(book):
    assert shape.is_current()
    Numbering.objects.update(shape="of an older version")
    Publication.objects.update(record="{}")
    renew_publications(str)
    assert record_of(book).title == book.title
    assert shape.is_current()


def test_what_was_withdrawn_long_ago_is_forgotten(book):
    make_book("Still there")
    book.unpublish()
    number = row_of(book).number
    assert forget_withdrawn() == 0
    Publication.objects.update(changed_at=timezone.now() - timedelta(days=91))
    assert forget_withdrawn() > 0
    assert Numbering.objects.get().forgotten >= number
    assert not Publication.objects.filter(digest="").exists()
    assert Publication.objects.books().public().count() == 1
