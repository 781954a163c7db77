"""What is decided on is what holds at the moment of writing, whatever was read before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.http import Http404
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import ModelLogEntry, Page
from wagtail.test.utils.form_data import inline_formset

from books.merging.merge import merge
from books.merging.plan import MergeError
from books.merging.undo import undo
from books.models import (
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    DraftShare,
    ExamCopyRequest,
    Merge,
)
from home.roles import PUBLISHERS
from tests.at_once import run_at_once
from tests.books.admin.forms import contribution, form_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
)
from tests.roles import log_in, make_user

ROUNDS = 4
threaded = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def make_pair() -> tuple[Contributor, Contributor]:
    return ContributorFactory(name="M. Coscione"), ContributorFactory(name="Marco Coscione")


def names(book: BookPage) -> list[str]:
    rows = Contribution.objects.filter(page=book).select_related("contributor")
    return [row.contributor.name for row in rows]


def draft(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


def publish_what_was_loaded(book: BookPage) -> Callable[[], Any]:
    return draft(book).save_revision().publish


def publish_by_the_action(book: BookPage) -> Callable[[], Any]:
    return PublishPageRevisionAction(draft(book).save_revision()).execute


def publish_what_is_in_the_form(book: BookPage) -> Callable[[], Any]:
    page = draft(book)
    return lambda: page.save_revision().publish()


def save_and_publish_later(book: BookPage) -> Callable[[], Any]:
    page = draft(book)

    def save() -> None:
        page.save_revision()
        BookPage.objects.get(pk=page.pk).get_latest_revision().publish()

    return save


WAYS = [
    publish_what_was_loaded,
    publish_by_the_action,
    publish_what_is_in_the_form,
    save_and_publish_later,
]


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", WAYS)
def test_a_merge_between_loading_and_publishing_loses_no_credit(prepare):
    twin, marco = make_pair()
    last = ContributorFactory(name="Marco A. Coscione")
    book = make_book("Walden", contributor=twin)
    publish = prepare(book)
    merge("contributor", twin.pk, marco.pk, None)
    merge("contributor", marco.pk, last.pk, None)
    publish()
    assert names(book) == ["Marco A. Coscione"]
    credit = Contribution.objects.get(page=book)
    assert credit.credited_as in ("M. Coscione", "Marco Coscione")
    call_command("check_site")


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", WAYS[:2])
def test_nor_a_subject_or_a_series(prepare):
    subject, kept_subject = SubjectFactory(), SubjectFactory()
    series, kept_series = SeriesFactory(), SeriesFactory()
    book = make_book("Walden")
    book.series, book.book_subjects = series, [BookSubject(subject=subject)]
    book.save_revision().publish()
    publish = prepare(book)
    merge("subject", subject.pk, kept_subject.pk, None)
    merge("series", series.pk, kept_series.pk, None)
    publish()
    book = BookPage.objects.get(pk=book.pk)
    assert book.series == kept_series
    assert [row.subject for row in book.book_subjects.all()] == [kept_subject]


@pytest.mark.django_db
def test_what_was_taken_out_again_is_itself():
    twin, marco = make_pair()
    book = make_book("Walden", contributor=twin)
    publish = publish_what_is_in_the_form(book)
    undo("contributor", merge("contributor", twin.pk, marco.pk, None).pk, None)
    publish()
    assert names(book) == ["M. Coscione"]


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["action-publish", ""])
def test_a_form_that_was_open_during_a_merge_names_the_kept_one(action):
    publisher = log_in(PUBLISHERS)
    twin, marco = make_pair()
    book = make_book("Walden", contributor=twin)
    row = {**contribution(twin), "id": book.contributions.get().pk}
    credits = inline_formset([row], 1)
    form = form_of(book, tagline="Typed before", contributions=credits)
    merge("contributor", twin.pk, marco.pk, None)
    if action:
        form[action] = "yes"
    response = publisher.post(f"/admin/pages/{book.pk}/edit/", form)
    assert response.status_code == 302
    page = BookPage.objects.get(pk=book.pk) if action else draft(book)
    assert page.tagline == "Typed before"
    assert [row.contributor for row in page.contributions.all()] == [marco]


@pytest.mark.django_db
def test_a_page_that_was_moved_in_the_meantime_stays_where_it_is():
    book = make_book("Walden")
    other = make_content_page("Elsewhere")
    publish = publish_by_the_action(book)
    unpublish = UnpublishPageAction(BookPage.objects.get(pk=book.pk)).execute
    move = MovePageAction(BookPage.objects.get(pk=book.pk), make_catalogue(), "last-child").execute
    Page.objects.get(pk=book.pk).move(other, "first-child")
    for act in (publish, unpublish):
        act()
        assert BookPage.objects.get(pk=book.pk).get_parent().pk == other.pk
        assert not any(Page.find_problems())
    move()
    assert BookPage.objects.get(pk=book.pk).get_parent().pk == make_catalogue().pk
    assert not any(Page.find_problems())


@pytest.mark.django_db
def test_unpublishing_brings_no_older_text_back():
    book = make_book("Walden")
    unpublish = UnpublishPageAction(BookPage.objects.get(pk=book.pk)).execute
    newer = draft(book)
    newer.tagline = "Newer"
    newer.save_revision().publish()
    unpublish()
    book = BookPage.objects.get(pk=book.pk)
    assert (book.tagline, book.live) == ("Newer", False)


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", WAYS[:2])
def test_what_was_deleted_in_the_meantime_is_not_made_again(prepare):
    book = make_book("Walden")
    publish = prepare(book)
    unpublish = UnpublishPageAction(BookPage.objects.get(pk=book.pk)).execute
    BookPage.objects.get(pk=book.pk).delete()
    for act in (publish, unpublish):
        with pytest.raises(Http404):
            act()
    assert not Page.objects.filter(pk=book.pk).exists()
    assert not any(Page.find_problems())


@threaded
@pytest.mark.parametrize("prepare", WAYS)
def test_a_merge_while_a_book_is_published_loses_no_credit(prepare):
    for number in range(ROUNDS):
        twin, marco = make_pair()
        book = make_book(f"Walden {number}", contributor=twin)
        publish = prepare(book)
        made, published = run_at_once(
            lambda twin=twin, marco=marco: merge("contributor", twin.pk, marco.pk, None), publish
        )
        assert isinstance(made, Merge), made
        assert not isinstance(published, Exception), published
        assert names(book) == ["Marco Coscione"]
    call_command("check_site")


@threaded
def test_two_are_merged_from_one_side_only():
    for _number in range(ROUNDS):
        one, other = make_pair()
        book = make_book("Walden", contributor=one)
        results = run_at_once(
            lambda a=one.pk, b=other.pk: merge("contributor", a, b, None),
            lambda a=one.pk, b=other.pk: merge("contributor", b, a, None),
        )
        assert sorted(type(each).__name__ for each in results) == ["Merge", "MergeError"], results
        assert Contributor.objects.filter(pk__in=[one.pk, other.pk]).count() == 1
        assert len(names(book)) == 1
        book.delete()


@threaded
def test_a_merge_is_taken_out_once():
    twin, marco = make_pair()
    book = make_book("Walden", contributor=twin)
    made = merge("contributor", twin.pk, marco.pk, None)
    results = run_at_once(*[lambda: undo("contributor", made.pk, None)] * 3)
    assert [isinstance(each, MergeError) for each in results].count(True) == 2, results
    assert names(book) == ["M. Coscione"]


@threaded
def test_who_is_merged_and_deleted_at_once_keeps_the_credit_or_stays():
    for number in range(ROUNDS):
        twin, marco = make_pair()
        book = make_book(f"Walden {number}", contributor=twin)
        run_at_once(
            lambda twin=twin, marco=marco: merge("contributor", twin.pk, marco.pk, None),
            Contributor.objects.get(pk=marco.pk).delete,
        )
        assert len(names(book)) == 1
    call_command("check_site")


@threaded
def test_a_request_is_handled_once():
    user = make_user(PUBLISHERS)
    book = make_book("Walden")
    request = ExamCopyRequest.objects.create(
        book=book, name="Ada", institution="Pond College", course="Solitude", email="a@example.edu"
    )
    loaded = [ExamCopyRequest.objects.get(pk=request.pk) for _ in range(3)]
    results = run_at_once(*[lambda each=each: each.mark(True, user) for each in loaded])
    assert sorted(results) == [False, False, True]
    assert ModelLogEntry.objects.filter(action="books.handle_request").count() == 1


@pytest.mark.django_db
def test_a_share_that_is_revoked_twice_was_revoked_the_first_time():
    book = make_book("Walden")
    share = DraftShare.objects.create(book=book, expires_at="2040-01-01T00:00:00Z")
    late = DraftShare.objects.get(pk=share.pk)
    share.revoke()
    late.revoke()
    assert late.revoked_at == share.revoked_at
    assert DraftShare.objects.get(pk=share.pk).revoked_at == share.revoked_at
