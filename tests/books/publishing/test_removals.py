"""Editors delete and move nothing that is public, scheduled, locked or under review."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, Locale, Page

from books.models import BookIndexPage
from home.models import ContentPage
from tests.factories import make_book, make_catalogue, make_content_page, make_site

pytestmark = pytest.mark.django_db


def publish(page: Page, editor: Client) -> None:
    page.save_revision().publish()


def schedule(page: Page, editor: Client) -> None:
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()


def lock(page: Page, editor: Client) -> None:
    page.locked = True
    page.save()


def submit(page: Page, editor: Client) -> None:
    page.save_revision()
    page.get_workflow().start(page, editor.user)


STATES = [publish, schedule, lock, submit]


def in_admin(client: Client, page: Page, other: Page) -> None:
    client.post(f"/admin/pages/{page.pk}/delete/")


def in_bulk(client: Client, page: Page, other: Page) -> None:
    client.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}")


def in_admin_api(client: Client, page: Page, other: Page) -> None:
    client.post(f"/admin/api/main/pages/{page.pk}/action/delete/")


def in_v3(client: Client, page: Page, other: Page) -> None:
    _, token = APIToken.create_token(user=client.user, name="desk")
    headers = {"Authorization": f"Bearer {token}"}
    client.delete(f"/api/v3/pages/{page.pk}/", headers=headers)


def move_in_admin(client: Client, page: Page, other: Page) -> None:
    client.post(f"/admin/pages/{page.pk}/move/{other.pk}/confirm/")


def move_in_bulk(client: Client, page: Page, other: Page) -> None:
    address = f"/admin/bulk/wagtailcore/page/move/?id={page.pk}"
    client.post(address, {"move_descendants": "on", "chooser": other.pk})


def move_in_v3(client: Client, page: Page, other: Page) -> None:
    _, token = APIToken.create_token(user=client.user, name="desk")
    client.post(
        f"/api/v3/pages/{page.pk}/actions/move/",
        {"destination_id": other.pk, "position": "last-child"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


WAYS = [in_admin, in_bulk, in_admin_api, in_v3, move_in_admin, move_in_bulk, move_in_v3]


def places() -> list[str]:
    return list(Page.objects.order_by("pk").values_list("path", flat=True))


@pytest.mark.parametrize("way", WAYS)
def test_a_book(editor, publisher, way):
    other = make_site().add_child(instance=BookIndexPage(title="Other", slug="other", live=False))
    for state in STATES:
        book = make_book(state.__name__, live=False)
        state(book, editor)
        before = places()
        way(editor, book, other)
        assert places() == before, state.__name__
    free = make_book("Free", live=False)
    before = places()
    way(editor, free, other)
    assert places() != before


@pytest.mark.parametrize("way", WAYS)
def test_a_page_with_such_a_page_below(editor, way):
    other = make_content_page("Other", live=False)
    for state in STATES:
        page = make_content_page(state.__name__, live=False)
        below = page.add_child(instance=ContentPage(title="Below", live=False))
        state(below, editor)
        before = places()
        way(editor, Page.objects.get(pk=page.pk), other)
        assert places() == before, state.__name__


def test_a_draft_takes_no_public_translation_along(editor):
    make_catalogue()
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    for parent in (make_site(), make_catalogue()):
        parent.copy_for_translation(spanish)
    book = make_book("Walden", live=False)
    translated = book.copy_for_translation(spanish)
    translated.save_revision().publish()
    editor.post(f"/admin/pages/{book.pk}/delete/")
    assert Page.objects.get(pk=translated.pk).live


@pytest.mark.parametrize("way", WAYS)
def test_an_alias_of_what_is_scheduled_or_under_review(editor, way):
    other = make_site().add_child(instance=BookIndexPage(title="Other", slug="other", live=False))
    for state in (schedule, submit):
        book = make_book(state.__name__, live=False)
        alias = book.create_alias(update_slug=f"{book.slug}-alias")
        section = make_catalogue().add_child(instance=ContentPage(title="Section", live=False))
        alias_below = book.create_alias(parent=section, update_slug=f"{book.slug}-below")
        assert alias_below.get_parent() == section
        state(book, editor)
        before = places()
        way(editor, alias, other)
        way(editor, Page.objects.get(pk=section.pk), other)
        assert places() == before, state.__name__


def test_publishers_do(publisher):
    for state in (publish, schedule, submit):
        book = make_book(state.__name__, live=False)
        state(book, publisher)
        in_admin(publisher, book, book)
        assert not Page.objects.filter(pk=book.pk).exists(), state.__name__


def test_the_editor_is_told_why(editor):
    book = make_book("Walden", live=False)
    schedule(book, editor)
    for what in ("delete", "move"):
        page = editor.get(f"/admin/pages/{book.pk}/{what}/", follow=True).content.decode()
        assert "“Walden” is scheduled: ask a publisher" in page
    _, token = APIToken.create_token(user=editor.user, name="desk")
    headers = {"Authorization": f"Bearer {token}"}
    answer = editor.delete(f"/api/v3/pages/{book.pk}/", headers=headers)
    assert answer.status_code == 403
    assert "is scheduled" in answer.json()["detail"]
