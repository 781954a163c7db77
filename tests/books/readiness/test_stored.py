"""The stored count is that of the latest version, whoever changes it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books.models import BookPage, BookReadiness, Subject
from books.readiness.rules import gaps_of
from home.preparing import look_at_books
from tests.factories import ContributorFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db


def gaps(book: BookPage) -> int:
    return BookReadiness.objects.get(book=book).gaps


def check(*arguments: str) -> tuple[str, str]:
    """What the command says on stdout, and its error."""
    out = io.StringIO()
    try:
        call_command("check_books", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_a_saved_draft_is_counted_at_once():
    book = make_book()
    before = gaps(book)
    assert before == len(gaps_of(book)) > 0
    book.search_description = "x" * 161
    book.save_revision()
    assert gaps(book) == before + 1
    assert BookPage.objects.get(pk=book.pk).search_description == ""


def test_what_books_share_is_counted_too(django_capture_on_commit_callbacks):
    subject, writer = SubjectFactory(), ContributorFactory(bio="")
    book = make_book(subject=subject, contributor=writer)
    before = gaps(book)
    with django_capture_on_commit_callbacks(execute=True):
        subject = Subject.objects.get(pk=subject.pk)
        subject.thema = "KCM"
        subject.save()
    assert gaps(book) == before - 1
    with django_capture_on_commit_callbacks(execute=True):
        writer.bio = "<p>Born.</p>"
        writer.save()
    assert gaps(book) == before - 2


def test_the_command_says_what_the_panel_says():
    book = make_book("Unready")
    out, error = check()
    assert f"Unready ({book.pk})" in out
    for gap in gaps_of(book):
        degree = "needed" if gap.needed else "advisable"
        assert f"  {degree}: {gap.message} [{', '.join(gap.channels)}]" in out
    assert error == "1 of 1 books lack what they need."


def test_a_book_that_lacks_only_what_is_advisable_is_ready():
    book = make_book(isbn="9780140439441")
    assert BookReadiness.objects.get(book=book).needed == 0 < gaps(book)
    out, error = check()
    assert "advisable: There is no cover." in out
    assert not error


def test_the_command_looks_at_the_draft():
    book = make_book("Unready")
    draft = book.get_latest_revision_as_object()
    draft.search_description = "x" * 161
    draft.save_revision()
    assert "meta description" in check(str(book.pk), "--channel", "search_engines")[0]


def test_the_command_can_look_at_one_channel_and_at_live_books_only():
    make_book("Unready", live=False)
    assert check("--live") == ("0 books are ready.\n", "")
    out, error = check("--channel", "search_engines")
    assert "There is no cover" in out
    assert "Paperback has no ISBN" not in out
    assert not error
    assert check("--channel", "onix")[1]


def test_the_command_mends_a_lost_count():
    book = make_book()
    BookReadiness.objects.all().delete()
    check()
    assert gaps(book) == len(gaps_of(book))


def test_a_start_after_the_update_counts_what_was_never_counted():
    book = make_book()
    BookReadiness.objects.all().delete()
    said: list[str] = []
    look_at_books(said.append)
    assert gaps(book) == len(gaps_of(book))
    look_at_books(said.append)
    assert len(said) == 1


def test_the_command_refuses_what_is_no_book():
    assert check("999999") == ("", "There is no book 999999.")


def test_more_books_cost_no_more_queries_but_for_their_counts():
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            check()
        return len(
            [
                each
                for each in queries
                if "books_bookreadiness" not in each["sql"].lower()
                and "SAVEPOINT" not in each["sql"]
            ]
        )

    make_book("First")
    first = cost()
    for number in range(5):
        make_book(f"Another {number}", subject=SubjectFactory())
    assert cost() <= first + 2
