"""Converting aliases, and unpublishing all that stands below: by every door, to an end or not."""

import pytest
from django.test import Client
from wagtail.models import APIToken, Page, PageViewRestriction

from books.models import BookPage
from books.models.permissions import Refusal
from tests.books.publishing.test_aliases import is_public, make_spanish_home
from tests.books.publishing.test_schedule import HOUR, hours_later, schedule
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db

ISBN = "9780140439441"


@pytest.fixture
def book() -> BookPage:
    book = make_book("Walden", isbn=ISBN)
    book.save_revision().publish()
    return BookPage.objects.get(pk=book.pk)


def token_of(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {APIToken.create_token(user=client.user, name='door')[1]}"}


def convert_in_admin(client: Client, page: Page) -> None:
    client.post(f"/admin/pages/{page.pk}/convert_alias/")


def convert_in_admin_api(client: Client, page: Page) -> None:
    client.post(f"/admin/api/main/pages/{page.pk}/action/convert_alias/")


def convert_in_v3(client: Client, page: Page) -> None:
    client.post(f"/api/v3/pages/{page.pk}/actions/convert_alias/", headers=token_of(client))


CONVERSIONS = [convert_in_admin, convert_in_admin_api, convert_in_v3]


def isbns_of(page: Page) -> list[str]:
    return [format_.isbn for format_ in BookPage.objects.get(pk=page.pk).formats.all()]


@pytest.mark.parametrize("convert", CONVERSIONS)
def test_an_editor_converts_no_alias_that_is_public_or_will_be(editor, book, convert):
    coming = make_book("Coming", live=False)
    aliases = [each.create_alias(update_slug=f"{each.slug}-alias") for each in (book, coming)]
    schedule(coming, HOUR)
    for alias in aliases:
        convert(editor, alias)
        assert Page.objects.get(pk=alias.pk).alias_of_id
    draft = make_book("Draft", live=False).create_alias(update_slug="draft-alias")
    convert(editor, draft)
    assert not Page.objects.get(pk=draft.pk).alias_of_id


@pytest.mark.parametrize("convert", CONVERSIONS)
def test_an_alias_of_something_private_becomes_a_draft(client, publisher, book, convert):
    alias = book.create_alias(update_slug="alias")
    PageViewRestriction.objects.create(page=book, restriction_type="login")
    convert(publisher, alias)
    converted = Page.objects.get(pk=alias.pk)
    assert (converted.alias_of_id, converted.live) == (None, False)
    assert not is_public(client, converted)


@pytest.mark.parametrize("convert", CONVERSIONS)
def test_a_converted_book_has_no_isbns_and_both_can_be_saved(client, publisher, book, convert):
    alias = book.create_alias(update_slug="alias")
    convert(publisher, alias)
    assert (isbns_of(book), isbns_of(alias)) == ([ISBN], [""])
    converted = BookPage.objects.get(pk=alias.pk)
    latest = converted.get_latest_revision_as_object()
    assert [format_.isbn for format_ in latest.formats.all()] == [""]
    assert is_public(client, converted)
    for page in (book, converted):
        BookPage.objects.get(pk=page.pk).save_revision().publish()


def test_a_converted_translation_keeps_its_isbns(publisher, book):
    locale = make_spanish_home().locale
    alias = book.copy_for_translation(locale, copy_parents=True, alias=True)
    convert_in_admin(publisher, alias)
    assert isbns_of(alias) == [ISBN]


def test_an_alias_has_no_versions(editor, book):
    alias = book.create_alias(update_slug="alias")
    answer = editor.patch(
        f"/api/v3/pages/{alias.pk}/",
        {"meta": {"type": "books.BookPage"}, "title": "Mine"},
        content_type="application/json",
        headers=token_of(editor),
    )
    assert (answer.status_code, "is an alias" in answer.json()["detail"]) == (403, True)


def in_admin(client: Client, page: Page) -> None:
    client.post(f"/admin/pages/{page.pk}/unpublish/", {"include_descendants": "on"})


def in_bulk(client: Client, page: Page) -> None:
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}"
    client.post(address, {"include_descendants": "on"})


def in_admin_api(client: Client, page: Page) -> None:
    client.post(f"/admin/api/main/pages/{page.pk}/action/unpublish/", {"recursive": "true"})


def in_v3(client: Client, page: Page) -> None:
    client.post(
        f"/api/v3/pages/{page.pk}/actions/unpublish/",
        {"recursive": True},
        content_type="application/json",
        headers=token_of(client),
    )


WAYS = [in_admin, in_bulk, in_admin_api, in_v3]


@pytest.mark.parametrize("unpublish", WAYS)
def test_what_has_a_scheduled_update_is_unpublished_with_the_rest(
    client, publisher, book, unpublish
):
    alias = book.create_alias(update_slug="alias")
    schedule(book, HOUR, title="Later")
    unpublish(publisher, make_catalogue())
    assert not any(is_public(client, each) for each in (make_catalogue(), book, alias))
    hours_later(2)
    assert not is_public(client, book)


@pytest.mark.parametrize("unpublish", WAYS)
def test_where_something_below_has_to_stay_nothing_is_unpublished(
    client, publisher, editor, book, unpublish
):
    BookPage.objects.filter(pk=book.pk).update(locked=True, locked_by=editor.user)
    other = make_book("Other")
    unpublish(publisher, make_catalogue())
    assert all(is_public(client, each) for each in (make_catalogue(), book, other))


def test_the_publisher_is_told_what_has_to_stay(publisher, editor, book):
    BookPage.objects.filter(pk=book.pk).update(locked=True, locked_by=editor.user)
    for page in (book, make_catalogue()):
        answer = publisher.post(
            f"/admin/pages/{page.pk}/unpublish/", {"include_descendants": "on"}, follow=True
        )
        assert "“Walden” is not unpublished: " in answer.content.decode()


def test_an_alias_is_unpublished_with_its_original_alone(client, publisher, book):
    alias = book.create_alias(update_slug="alias")
    answer = publisher.get(f"/admin/pages/{alias.pk}/unpublish/", follow=True)
    assert "unpublish its original, or delete the alias" in answer.content.decode()
    with pytest.raises(Refusal):
        alias.unpublish(user=publisher.user)
    assert is_public(client, alias)
    publisher.post(f"/admin/pages/{book.pk}/unpublish/")
    assert not is_public(client, alias)
