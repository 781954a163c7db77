"""Editing beside others, withdrawing with open eyes, and taking a change back."""

import pytest
from django.test import Client
from wagtail.models import PageSubscription
from wagtail.test.utils.form_data import inline_formset

from books.models import BookPage, RelatedBook
from home.roles import MARKETING_EDITORS
from tests.books.admin.forms import form_of, repriced
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book
from tests.roles import log_in

pytestmark = pytest.mark.django_db

NONE = inline_formset([])


@pytest.fixture
def book() -> BookPage:
    book = make_book("Walden")
    book.save_revision().publish()
    return BookPage.objects.get(pk=book.pk)


def edit_address(book: BookPage) -> str:
    return f"/admin/pages/{book.pk}/edit/"


def loaded(client: Client, book: BookPage) -> dict:
    """What the form that a client opens knows of the version in it."""
    revision = client.get(edit_address(book)).context["page"].latest_revision
    return {
        "loaded_revision_id": revision.pk,
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def save(client: Client, book: BookPage, version: dict, tagline: str, **fields):
    return client.post(edit_address(book), {**form_of(book, tagline=tagline, **fields), **version})


def latest(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


def test_of_two_editors_the_second_is_warned_and_nothing_is_lost(editor, book):
    other = log_in(MARKETING_EDITORS, "other")
    mine, theirs = loaded(editor, book), loaded(other, book)
    assert save(other, book, theirs, "Theirs").status_code == 302
    refused = save(editor, book, mine, "Mine")
    html = refused.content.decode()
    assert refused.status_code == 200
    assert "Not saved: other saved a newer version" in html
    assert 'value="Mine"' in html or ">Mine<" in html
    assert latest(book).tagline == "Theirs"
    newest = BookPage.objects.get(pk=book.pk).latest_revision
    assert f'name="loaded_revision_id" value="{newest.pk}"' in html
    assert save(editor, book, loaded(editor, book), "Mine").status_code == 302
    assert latest(book).tagline == "Mine"
    assert "Theirs" in {each.as_object().tagline for each in book.revisions.all()}


def test_publishing_over_someone_is_held_up_too(publisher, book):
    other = log_in(MARKETING_EDITORS, "other")
    mine = loaded(publisher, book)
    save(other, book, loaded(other, book), "Theirs")
    refused = save(publisher, book, {**mine, "action-publish": "1"}, "Mine")
    assert "Not saved" in refused.content.decode()
    assert BookPage.objects.get(pk=book.pk).tagline == ""


def test_autosave_never_saves_over_someone(editor, book):
    other = log_in(MARKETING_EDITORS, "other")
    mine = loaded(editor, book)
    save(other, book, loaded(other, book), "Theirs")
    response = editor.post(
        edit_address(book),
        {**form_of(book, tagline="Mine"), **mine},
        headers={"Accept": "application/json"},
    )
    assert response.json()["error_code"] == "invalid_revision"
    assert latest(book).tagline == "Theirs"


def test_the_history_says_who_changed_a_price(editor, book):
    formats = repriced(book, "31.95")
    save(editor, book, loaded(editor, book), "", formats=formats)
    history = editor.get(f"/admin/pages/{book.pk}/history/").content.decode()
    assert "Changed Paperback: price USD 29.95 → 31.95" in history


def test_unpublishing_says_what_is_affected(publisher):
    series, subject = SeriesFactory(name="Woods"), SubjectFactory(name="Ponds")
    writer = ContributorFactory(name="Henry Lonely")
    book = make_book("Walden", series=series, subject=subject, contributor=writer)
    make_book("Maine", series=series)
    naming = make_book("Cape Cod")
    naming.related_books = [RelatedBook(book=book)]
    naming.save()
    html = publisher.get(f"/admin/pages/{book.pk}/unpublish/").content.decode()
    for words in ("Cape Cod", "“Woods”, in which 1 public book is left", "content API"):
        assert words in html
    for words in ("Ponds (subject)", "Henry Lonely (contributor)"):
        assert words in html
    assert "Woods (series)" not in html
    assert BookPage.objects.get(pk=book.pk).live


def test_restoring_asks_first_and_can_be_undone(editor, book):
    first = book.latest_revision
    save(editor, book, loaded(editor, book), "Second thoughts")
    second = BookPage.objects.get(pk=book.pk).latest_revision
    asked = editor.get(f"/admin/pages/{book.pk}/revisions/{first.pk}/revert/")
    assert "previous version of this page" in asked.content.decode()
    assert "w-autosave-interval-value" not in asked.content.decode()
    assert latest(book).tagline == "Second thoughts"
    for revision, tagline in ((first, ""), (second, "Second thoughts")):
        revert = {"revision": revision.pk, **loaded(editor, book)}
        address = f"/admin/pages/{book.pk}/revisions/{revision.pk}/revert/"
        assert editor.post(address, {**form_of(book, tagline=tagline), **revert}).status_code == 302
        assert latest(book).tagline == tagline
    history = editor.get(f"/admin/pages/{book.pk}/history/").content.decode()
    assert history.count("Reverted to previous revision") == 2


def test_versions_are_compared_price_by_price(editor, book):
    before = book.latest_revision
    formats = repriced(book, "31.95")
    save(editor, book, loaded(editor, book), "", formats=formats)
    after = BookPage.objects.get(pk=book.pk).latest_revision
    html = editor.get(
        f"/admin/pages/{book.pk}/revisions/compare/{before.pk}...{after.pk}/"
    ).content.decode()
    assert '<span class="deletion">USD 29.95</span>' in html
    assert '<span class="addition">USD 31.95</span>' in html


def test_text_that_is_only_written_otherwise_is_no_change(editor, book):
    draft = latest(book)
    draft.description = [("paragraph", '<p data-block-key="a1">It&#39;s here.</p>')]
    before = draft.save_revision()
    draft.description = [("paragraph", '<p data-block-key="zz">It\'s here.</p>')]
    after = draft.save_revision()
    compare = f"/admin/pages/{book.pk}/revisions/compare/{before.pk}...{after.pk}/"
    assert "Description" not in editor.get(compare).content.decode()
    draft.description = [("paragraph", "<p>It is there.</p>")]
    changed = draft.save_revision()
    compare = f"/admin/pages/{book.pk}/revisions/compare/{before.pk}...{changed.pk}/"
    assert "Description" in editor.get(compare).content.decode()


@pytest.mark.parametrize("away", [False, True])
def test_a_comment_is_saved_and_told_by_mail_if_there_is_a_mail_server(
    editor, publisher, book, mail_server, away, django_capture_on_commit_callbacks
):
    PageSubscription.objects.create(page=book, user=publisher.user, comment_notifications=True)
    if away:
        mail_server.stop()
    comment = {"text": "Which pond?", "contentpath": "title", "position": "", "replies": NONE}
    data = form_of(book, comments=inline_formset([comment]))
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(edit_address(book), {**data, **loaded(editor, book)})
    assert response.status_code == 302
    assert book.wagtail_admin_comments.get().text == "Which pond?"
    assert len(mail_server.mails) == (0 if away else 1)
