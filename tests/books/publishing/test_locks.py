"""A lock holds at every door by which a version is saved, for books and all other pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, Page

from books.imports.book_copy import CopyError
from books.imports.copy import read_copy
from books.imports.copy_draft import import_copy
from books.models import BookPage
from books.models.permissions import Refusal
from home.roles import PUBLISHERS
from tests.books.admin.forms import form_of
from tests.factories import make_book, make_catalogue, make_content_page
from tests.roles import log_in

pytestmark = pytest.mark.django_db


def token_of(client: Client) -> dict[str, str]:
    _, token = APIToken.create_token(user=client.user, name="door")
    return {"Authorization": f"Bearer {token}"}


def lock_by_hand(page: Page, editor: Client, publisher: Client) -> None:
    publisher.post(f"/admin/pages/{page.pk}/lock/")


def lock_by_review(page: Page, editor: Client, publisher: Client) -> None:
    page.get_workflow().start(page, editor.user)


def lock_by_schedule(page: Page, editor: Client, publisher: Client) -> None:
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=2)
    draft.save_revision().publish(user=publisher.user)


def save_in_editor(client: Client, page: Page, old: int) -> None:
    client.post(f"/admin/pages/{page.pk}/edit/", form_of(page, tagline="Later"))


def save_by_itself(client: Client, page: Page, old: int) -> None:
    headers = {"Accept": "application/json"}
    client.post(f"/admin/pages/{page.pk}/edit/", form_of(page, tagline="Later"), headers=headers)


def revert_in_editor(client: Client, page: Page, old: int) -> None:
    client.post(f"/admin/pages/{page.pk}/revisions/{old}/revert/", form_of(page))


def revert_in_admin_api(client: Client, page: Page, old: int) -> None:
    address = f"/admin/api/main/pages/{page.pk}/action/revert_to_page_revision/"
    response = client.post(address, {"revision_id": old})
    assert response.status_code == 403
    assert "locked" in response.json()["detail"]


def revert_in_v3(client: Client, page: Page, old: int) -> None:
    address = f"/api/v3/pages/{page.pk}/actions/revert/"
    data, headers = {"revision_id": old}, token_of(client)
    response = client.post(address, data, content_type="application/json", headers=headers)
    assert response.status_code == 403
    assert "locked" in response.json()["detail"]


def change_in_v3(client: Client, page: Page, old: int) -> None:
    data = {"meta": {"type": page.specific_class._meta.label}, "title": "Later"}
    response = client.patch(
        f"/api/v3/pages/{page.pk}/",
        data,
        content_type="application/json",
        headers=token_of(client),
    )
    assert response.status_code == 403


DOORS = [
    save_in_editor,
    save_by_itself,
    revert_in_editor,
    revert_in_admin_api,
    revert_in_v3,
    change_in_v3,
]


def make_page(kind: str) -> Page:
    """A page with an older and a latest version."""
    page = make_book("Walden", live=False) if kind == "book" else make_content_page(live=False)
    page.save_revision()
    page.title = "Second"
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("lock", [lock_by_hand, lock_by_review, lock_by_schedule])
def test_no_door_saves_a_locked_book(editor, publisher, lock, door):
    page = make_page("book")
    lock(page, editor, publisher)
    before = list(page.revisions.order_by("pk").values_list("pk", "content"))
    door(editor, page, before[0][0])
    assert list(page.revisions.order_by("pk").values_list("pk", "content")) == before


@pytest.mark.parametrize("door", [revert_in_admin_api, revert_in_v3, change_in_v3])
@pytest.mark.parametrize("lock", [lock_by_hand, lock_by_review, lock_by_schedule])
def test_it_holds_for_other_pages_too(editor, publisher, lock, door):
    page = make_page("page")
    lock(page, editor, publisher)
    before = list(page.revisions.order_by("pk").values_list("pk", "content"))
    door(editor, page, before[0][0])
    assert list(page.revisions.order_by("pk").values_list("pk", "content")) == before


def test_a_schedule_locks_the_page_for_publishers_too(editor, publisher):
    page = make_page("book")
    lock_by_schedule(page, editor, publisher)
    revert_in_v3(publisher, page, page.revisions.order_by("pk").first().pk)


def test_who_locked_a_page_and_the_system_still_save(publisher):
    page = make_page("book")
    lock_by_hand(page, publisher, publisher)
    page.refresh_from_db()
    assert page.save_revision(user=publisher.user)
    assert page.save_revision()
    with pytest.raises(Refusal):
        page.save_revision(user=log_in(PUBLISHERS, "other").user)


def test_a_lock_that_is_set_after_the_page_was_read_holds(editor, publisher):
    page = make_page("book")
    lock_by_hand(page, editor, publisher)
    with pytest.raises(Refusal, match="“Second” is locked"):
        page.save_revision(user=editor.user)


def test_new_from_copy_leaves_a_locked_book_alone(editor, publisher):
    copy = "The Trade of Coffee\n\nBy Ada Writer\n\nPaperback $29.95\n\n"
    catalogue = make_catalogue()
    first = import_copy(read_copy(copy + "All about coffee.", "USD"), catalogue, editor.user)
    lock_by_review(first.book, editor, publisher)
    with pytest.raises(CopyError):
        import_copy(read_copy(copy + "All about tea.", "USD"), catalogue, editor.user)


def test_a_copy_of_a_locked_book_can_be_edited(editor, publisher):
    page = make_page("book")
    lock_by_hand(page, editor, publisher)
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    editor.post(f"/admin/pages/{page.pk}/copy/", data)
    copied = BookPage.objects.get(slug="copy")
    assert copied.save_revision(user=editor.user)
