"""A record that cannot be built fails the publish, and leaves nothing half done."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, PageLogEntry, Revision

from books.codes import Form
from books.models import BookPage, Contribution, Format, Publication
from books.publishing.records import RecordError
from books.publishing.transactions import action_classes
from tests.books.publishing.rows import numbers, row_of
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_draft() -> BookPage:
    """An unpublished book whose record cannot be built: it has a role that does not exist."""
    book = make_book("Broken", live=False)
    book.save_revision()
    Contribution.objects.update(role="nonsense")
    revision = book.get_latest_revision()
    for contribution in revision.content["contributions"]:
        contribution["role"] = "nonsense"
    revision.save()
    return book


def test_a_failed_publish_leaves_all_as_it_was(broken_draft):
    before, logged = numbers(), PageLogEntry.objects.count()
    with pytest.raises(RecordError, match="Broken"):
        broken_draft.get_latest_revision().publish()
    assert not BookPage.objects.get(pk=broken_draft.pk).live
    assert numbers() == before
    assert PageLogEntry.objects.count() == logged


def test_a_failed_scheduled_publish_is_said_and_stands_in_nobodys_way(broken_draft, caplog):
    fine = make_book("Fine", live=False)
    for book in (broken_draft, fine):
        book.save_revision() if book is fine else None
        Revision.objects.filter(pk=book.get_latest_revision().pk).update(
            approved_go_live_at=timezone.now()
        )
    with pytest.raises(CommandError, match="1 could not be done"):
        call_command("publish_scheduled")
    assert "“Broken” fails its schedule" in caplog.text
    assert row_of(broken_draft) is None
    assert not row_of(fine).withdrawn
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1


def test_the_editor_is_told_and_keeps_the_draft(broken_draft):
    admin = get_user_model().objects.create_superuser("boss", password="secret")
    client = Client()
    client.force_login(admin)
    url = f"/admin/bulk/wagtailcore/page/publish/?id={broken_draft.pk}"
    response = client.post(url, follow=True)
    assert response.redirect_chain[-1][0] == f"/admin/pages/{broken_draft.pk}/edit/"
    assert "“Broken” could not be published" in response.content.decode()
    assert "has been published" not in response.content.decode()
    assert not BookPage.objects.get(pk=broken_draft.pk).live


def test_the_api_answers_with_a_problem(broken_draft):
    admin = get_user_model().objects.create_superuser("boss", password="secret")
    _, token = APIToken.create_token(user=admin, name="test")
    response = Client().post(
        f"/api/v3/pages/{broken_draft.pk}/actions/publish/",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert "could not be published" in response.json()["detail"]
    assert Publication.objects.books().count() == 0


def test_every_action_of_wagtails_is_one_change():
    """An action that a new Wagtail brings is wrapped too, or this says which is not."""
    steps = [vars(action)["execute"] for action in action_classes() if "execute" in vars(action)]
    assert len(steps) > 10
    assert [step for step in steps if not hasattr(step, "__wrapped__")] == []


def test_a_bulk_publish_of_what_is_incomplete_says_why_and_publishes_nothing(admin_client):
    fine, bare = make_book("Fine", live=False), make_book("Bare", live=False)
    bare.contributions = []
    for book in (fine, bare):
        book.save_revision()
    url = f"/admin/bulk/wagtailcore/page/publish/?id={fine.pk}&id={bare.pk}&next=/admin/"
    response = admin_client.post(url, {"include_descendants": "on"}, follow=True)
    assert "“Bare”: Add at least one contributor" in response.content.decode()
    assert not BookPage.objects.filter(live=True).exists()
    assert row_of(fine) is None


def test_a_catalogue_published_with_its_drafts_says_which_of_them_is_refused(admin_client):
    make_book("First", isbn="9780140439441")
    twice = make_book("Twice", live=False)
    twice.formats = [Format(form=Form.PAPERBACK, isbn="9780140439441")]
    twice.save_revision(clean=False)
    url = f"/admin/bulk/wagtailcore/page/publish/?id={make_catalogue().pk}&next=/admin/"
    response = admin_client.post(url, {"include_descendants": "on"}, follow=True)
    assert "“Twice”: Another book already has this ISBN." in response.content.decode()
    assert not BookPage.objects.get(pk=twice.pk).live
