"""What has expired can be saved and submitted under that date; only publishing asks for another."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from books.models import BookPage
from home.models import ContentPage
from tests.books.admin.forms import form_of
from tests.books.publishing.test_schedule import schedule
from tests.factories import make_book, make_content_page

pytestmark = pytest.mark.django_db

PASSED = "The expiry has passed"
AN_HOUR_AGO = timezone.now() - timedelta(hours=1)


def typed(time: datetime | None) -> str:
    """As the form shows it: to the minute."""
    return time.strftime("%Y-%m-%d %H:%M") if time else ""


@pytest.fixture
def expired() -> BookPage:
    book = make_book("Walden", live=False)
    schedule(book, None, timedelta(days=1))
    book = BookPage.objects.get(pk=book.pk)
    book.expire_at = AN_HOUR_AGO
    book.save_revision()
    book.unpublish(set_expired=True)
    return BookPage.objects.get(pk=book.pk)


def post(client, book: BookPage, expire_at: datetime | None, **fields: str):
    form = form_of(book, tagline="Changed", expire_at=typed(expire_at), **fields)
    return client.post(f"/admin/pages/{book.pk}/edit/", form)


def saved_tagline(book: BookPage) -> str:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object().tagline


def test_a_draft_of_what_has_expired_is_saved(editor, expired):
    response = post(editor, expired, AN_HOUR_AGO)
    assert response.status_code == 302
    assert saved_tagline(expired) == "Changed"
    draft = BookPage.objects.get(pk=expired.pk).get_latest_revision_as_object()
    assert draft.expire_at == AN_HOUR_AGO.replace(second=0, microsecond=0)
    assert post(editor, expired, AN_HOUR_AGO, subtitle="Again").status_code == 302


def test_it_is_autosaved(editor, expired):
    form = form_of(expired, tagline="Changed", expire_at=typed(AN_HOUR_AGO))
    response = editor.post(
        f"/admin/pages/{expired.pk}/edit/", form, headers={"accept": "application/json"}
    )
    assert response.json()["success"] is True
    assert saved_tagline(expired) == "Changed"


def test_it_is_submitted(editor, expired):
    assert post(editor, expired, AN_HOUR_AGO, **{"action-submit": "1"}).status_code == 302
    assert BookPage.objects.get(pk=expired.pk).workflow_in_progress


@pytest.mark.parametrize("go_live", [None, timedelta(hours=1)])
@pytest.mark.parametrize("another", [None, timedelta(days=2)])
def test_publishing_it_asks_for_another_date_at_the_field(publisher, expired, go_live, another):
    now = timezone.now()
    fields = {"action-publish": "1", "go_live_at": typed(go_live and now + go_live)}
    html = post(publisher, expired, AN_HOUR_AGO, **fields).content.decode()
    assert PASSED in html
    assert "Changed" in html
    assert not BookPage.objects.get(pk=expired.pk).live
    assert post(publisher, expired, another and now + another, **fields).status_code == 302
    book = BookPage.objects.get(pk=expired.pk)
    assert book.live == (go_live is None)
    assert book.approved_schedule == bool(go_live)


def test_a_draft_may_wait_for_a_new_go_live_under_its_old_expiry(editor, expired):
    later = typed(timezone.now() + timedelta(hours=1))
    assert post(editor, expired, AN_HOUR_AGO, go_live_at=later).status_code == 302


def test_another_date_that_has_passed_is_refused_as_ever(editor, expired):
    html = post(editor, expired, AN_HOUR_AGO - timedelta(days=1)).content.decode()
    assert "Expiry date/time must be in the future." in html
    assert saved_tagline(expired) == ""


def test_a_plain_page_that_has_expired_is_saved(editor):
    page = make_content_page(live=False)
    ContentPage.objects.filter(pk=page.pk).update(expire_at=AN_HOUR_AGO)
    form = nested_form_data(
        {
            "title": "Changed",
            "slug": page.slug,
            "body": streamfield([("paragraph", rich_text("<p>Text.</p>"))]),
            "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"},
            "expire_at": typed(AN_HOUR_AGO),
        }
    )
    response = editor.post(f"/admin/pages/{page.pk}/edit/", form)
    assert response.status_code == 302
    page = ContentPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().title == "Changed"
