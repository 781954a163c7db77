"""Who works in one section sees of all others only what is public, at every address there is."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.admin.models import EditingSession

from books.models import BookIndexPage, BookPage, DraftShare
from home.roles import MARKETING_EDITORS
from tests.doors import Things, doors
from tests.factories import make_book, make_picture
from tests.roles import make_user, token_of
from tests.test_roles_table import knock, make_states, make_things, taken_back

# Permissions do not depend on the database.
pytestmark = pytest.mark.django_db

SECRET = "Quicksilver"


@pytest.fixture
def things() -> Things:
    """Nothing of it is public, or of this section; all of it has the secret for its name."""
    editor = make_user(MARKETING_EDITORS)
    things = make_things(editor, editor)
    things.books = make_states(things, editor)
    things.book = things.books["review"]
    now = timezone.now()
    things.share = DraftShare.objects.create(book=things.book, expires_at=now + timedelta(days=1))
    things.session = EditingSession.objects.create(
        user=editor, content_object=things.book, last_seen_at=now
    )
    hide(things)
    return things


def hide(things: Things) -> None:
    for book in BookPage.objects.all():
        if book.live:
            book.unpublish()
        book.title = book.draft_title = f"{SECRET} {book.title}"
        book.save()
        book.save_revision()
    for thing in (things.contributor, things.subject, things.series):
        thing.unpublish()
        thing.name = SECRET
        thing.save_revision()
        thing.save()
    for medium in (things.picture, things.document):
        medium.title = SECRET
        medium.save()
        medium.tags.add(f"{SECRET} tag")
    things.collection.name = SECRET
    things.collection.save()
    things.book = BookPage.objects.get(pk=things.book.pk)


def says(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    cookies = response.cookies.get("messages")
    return f"{body.decode(errors='replace')} {response.headers} {cookies and cookies.value}"


def test_no_door_says_anything_of_other_sections(section, things):
    token, told = token_of(section.user), []
    for door in doors(things):
        with taken_back():
            response = knock(door, section, token)
        if SECRET in says(response):
            told.append(door.name)
    assert told == []


@pytest.fixture
def others(section) -> BookPage:
    """A draft of another section."""
    return make_book(f"{SECRET} draft", live=False, cover=make_picture(SECRET))


def test_choosers_find_what_is_public_and_what_is_of_the_section(section, others):
    place = BookIndexPage.objects.get(slug="a-section")
    place.add_child(instance=BookPage(title="Own draft", live=False))
    make_book("Open")
    found = section.get("/admin/choose-page/search/", {"q": "draft"}).content.decode()
    assert "Own draft" in found
    assert SECRET not in found
    assert "Open" in section.get("/admin/choose-page/search/", {"q": "open"}).content.decode()
    catalogue = others.get_parent().pk
    assert "Open" in section.get(f"/admin/choose-page/{catalogue}/").content.decode()
    assert SECRET not in section.get(f"/admin/choose-page/{catalogue}/").content.decode()
    assert section.get(f"/admin/choose-page/{others.pk}/").status_code == 404


def test_no_id_is_chosen_that_is_not_shown(section, others):
    for address, pk in (
        ("/admin/choose-page/chosen-multiple/", others.pk),
        ("/admin/images/chooser/chosen-multiple/", others.cover_id),
        (
            "/admin/snippets/choose/books/contributor/chosen-multiple/",
            others.contributions.get().contributor_id,
        ),
    ):
        response = section.get(address, {"id": pk})
        assert response.status_code == 200
        assert json.loads(response.content)["result"] == [], address


def test_an_address_that_is_typed_is_no_way_to_a_title(section):
    closed = make_book(f"{SECRET} closed")
    closed.view_restrictions.create(restriction_type="login")
    link = {"external-link-chooser-url": closed.full_url, "external-link-chooser-link_text": "x"}
    response = section.post("/admin/choose-external-link/", link)
    assert SECRET not in response.content.decode()
    assert json.loads(response.content)["result"]["url"] == closed.full_url
    link["external-link-chooser-url"] = make_book("Open").full_url
    response = section.post("/admin/choose-external-link/", link)
    assert "Open" in response.content.decode()


def test_nobody_is_told_the_title_of_what_is_refused(section):
    """Refusals say why, and name what is refused, to those who might do it."""
    book = make_book(f"{SECRET} live", cover=make_picture(f"{SECRET} cover"))
    book.view_restrictions.create(restriction_type="login")
    token = token_of(section.user)
    for address in (
        f"/admin/pages/{book.pk}/delete/",
        f"/admin/pages/{book.pk}/move/",
        f"/admin/pages/{book.pk}/unpublish/",
        f"/admin/images/{book.cover_id}/",
        f"/admin/images/{book.cover_id}/delete/",
    ):
        assert SECRET not in section.get(address, follow=True).content.decode(), address
        assert SECRET not in section.post(address, follow=True).content.decode(), address
    for address in (f"/api/v3/images/{book.cover_id}/", f"/api/v3/pages/{book.pk}/"):
        assert SECRET not in section.delete(address, headers=token).content.decode()
        data = {"title": "x", "meta": {"type": "books.BookPage"}}
        response = section.patch(address, data, content_type="application/json", headers=token)
        assert SECRET not in response.content.decode()
