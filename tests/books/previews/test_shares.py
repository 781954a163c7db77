"""Share this draft: who may, what the link shows, for how long, and how often it was opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from books.models import BookPage, DraftShare
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> BookPage:
    book = make_book("Not yet", live=False)
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def share(editor, book: BookPage, **fields) -> DraftShare:
    data = {"label": "the author", "days": "7", "version": "latest", **fields}
    response = editor.post(f"/admin/books/shares/{book.pk}/", data)
    assert response.status_code == 302, response.content.decode()
    return DraftShare.objects.latest("pk")


def retitle(book: BookPage, title: str) -> None:
    draft = BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()
    draft.title = title
    draft.save_revision()


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_link_works_for_as_long_as_was_chosen(client, editor, draft, days):
    shared = share(editor, draft, days=str(days))
    assert shared.created_by == editor.user
    left = shared.expires_at - timezone.now()
    assert timedelta(days=days) - timedelta(minutes=1) < left <= timedelta(days=days)
    assert client.get(shared.get_absolute_url()).status_code == 200
    DraftShare.objects.update(expires_at=timezone.now())
    assert client.get(shared.get_absolute_url()).status_code == 404


def test_it_is_opened_without_a_login_kept_by_nobody_and_counted(client, editor, draft):
    shared = share(editor, draft)
    response = client.get(shared.get_absolute_url())
    html = response.content.decode()
    assert "Not yet" in html
    assert "This draft is shared with you until" in html
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html
    client.get(shared.get_absolute_url())
    client.head(shared.get_absolute_url())
    shared.refresh_from_db()
    assert shared.openings == 2
    listed = editor.get(f"/admin/books/shares/{draft.pk}/").content.decode()
    assert "2 times" in listed
    assert shared.get_absolute_url() in listed
    assert "the author" in editor.get(f"/admin/pages/{draft.pk}/edit/").content.decode()


def test_it_shows_the_latest_draft_or_that_of_its_day(client, editor, draft):
    latest = share(editor, draft)
    frozen = share(editor, draft, version="now")
    retitle(draft, "Now with another title")
    assert "Now with another title" in client.get(latest.get_absolute_url()).content.decode()
    page = client.get(frozen.get_absolute_url()).content.decode()
    assert "Not yet" in page
    assert "another title" not in page
    assert client.get(f"/api/v3/previews/{frozen.token}/").json()["title"] == "Not yet"


def test_revoking_ends_it_at_once(client, editor, draft):
    shared = share(editor, draft)
    address = f"/admin/books/shares/{draft.pk}/{shared.pk}/revoke/"
    assert editor.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert client.get(shared.get_absolute_url()).status_code == 200
    assert editor.post(address, follow=True).status_code == 200
    assert client.get(shared.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v3/previews/{shared.token}/").status_code == 404
    assert shared.get_absolute_url() not in (
        editor.get(f"/admin/books/shares/{draft.pk}/").content.decode()
    )


def test_a_forged_token_is_as_one_that_never_was(client, editor, draft):
    token = share(editor, draft).token
    for forged in (token[:-1] + "x", "1", f"{draft.pk}.abc", "1.%F0%9F"):
        assert client.get(f"/drafts/{forged}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("days", "365", "Select a valid choice"),
        ("days", "", "This field is required"),
        ("version", "older", "Select a valid choice"),
        ("label", "x" * 101, "at most 100 characters"),
    ],
)
def test_a_wrong_wish_is_told_at_its_field(editor, draft, field, value, message):
    data = {"label": "the author", "days": "7", "version": "latest", field: value}
    response = editor.post(f"/admin/books/shares/{draft.pk}/", data)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not DraftShare.objects.exists()


def test_only_who_may_edit_the_book_may_share_it(client, editor, draft):
    address = f"/admin/books/shares/{draft.pk}/"
    assert client.get(address).status_code == 302
    assert client.post(address, {"days": "7", "version": "latest"}).status_code == 302
    editor.user.groups.clear()
    assert editor.post(address, {"days": "7", "version": "latest"}).status_code == 302
    assert editor.get("/admin/books/shares/999999/").status_code in (302, 404)
    assert not DraftShare.objects.exists()


def test_a_share_of_one_book_cannot_be_revoked_through_another(editor, draft):
    shared = share(editor, draft)
    other = make_book("Other")
    response = editor.post(f"/admin/books/shares/{other.pk}/{shared.pk}/revoke/")
    assert response.status_code == 404
    shared.refresh_from_db()
    assert shared.is_in_force


def test_a_new_book_says_when_it_can_be_shared(editor):
    html = editor.get(f"/admin/pages/add/books/bookpage/{make_catalogue().pk}/").content.decode()
    assert "As soon as the draft is saved, it can be shared here." in html
