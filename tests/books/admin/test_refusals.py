"""A book that cannot be published says why, at the book, by whichever door it was tried."""

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, PageLogEntry, ReferenceIndex

from books.codes import Form
from books.models import BookPage, Contributor, Format
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.books.publishing.rows import numbers
from tests.factories import ContributorFactory, make_book
from tests.roles import make_user

pytestmark = pytest.mark.django_db

ISBN = "9780140439441"
TAKEN = "Another book already has this ISBN."
NOBODY = "Add at least one contributor before publishing."
EXPIRED = "The expiry has passed"
NO_RECORD = "could not be published"


def take_isbn(book: BookPage) -> None:
    book.formats = [Format(form=Form.PAPERBACK, isbn=ISBN)]
    book.save_revision()
    make_book("First", isbn=ISBN)


def leave_out_people(book: BookPage) -> None:
    book.contributions = []
    book.save_revision()


def let_expire(book: BookPage) -> None:
    book.expire_at = timezone.now() - timedelta(hours=1)
    book.save_revision(clean=False)


def damage(book: BookPage) -> None:
    revision = book.save_revision()
    for contribution in revision.content["contributions"]:
        contribution["role"] = "nonsense"
    revision.save()


@pytest.fixture(
    params=[
        (take_isbn, TAKEN),
        (leave_out_people, NOBODY),
        (let_expire, EXPIRED),
        (damage, NO_RECORD),
    ],
    ids=["isbn", "nobody", "expired", "record"],
)
def refused(request) -> tuple[BookPage, str]:
    """A draft that was fine when it was made, and what is wrong with it now."""
    prepare, reason = request.param
    book = make_book("Walden", live=False)
    prepare(book)
    return BookPage.objects.get(pk=book.pk), reason


def messages_at(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def assert_nothing_happened(book: BookPage, before: dict) -> None:
    book = BookPage.objects.get(pk=book.pk)
    assert not book.live
    assert numbers() == before
    assert not PageLogEntry.objects.filter(page=book.pk, action="wagtail.publish").exists()


@pytest.mark.parametrize("by_dialog", [False, True])
def test_an_approval_leads_to_the_book_and_the_reason(publisher, refused, by_dialog):
    book, reason = refused
    state = book.get_workflow().start(book, make_user(MARKETING_EDITORS, "editor"))
    task, before = state.current_task_state, numbers()
    response = publisher.post(
        f"/admin/pages/workflow/action/{book.pk}/approve/{task.pk}/",
        {"comment": "Fine.", "next": "/admin/"},
        headers={"x-requested-with": "XMLHttpRequest"} if by_dialog else {},
    )
    if by_dialog:
        assert response.status_code == 200
        address = json.loads(response.content)["redirect"]
    else:
        address = response["Location"]
    assert address == f"/admin/pages/{book.pk}/edit/"
    told = messages_at(publisher, address)
    assert reason in told
    assert "Walden" in told
    assert_nothing_happened(book, before)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert state.current_task_state.status == "in_progress"
    assert state.current_task_state.comment == ""


def test_the_admin_api_says_why(publisher, refused):
    book, reason = refused
    before = numbers()
    response = publisher.post(f"/admin/api/main/pages/{book.pk}/action/publish/")
    assert 400 <= response.status_code < 500
    assert response["Content-Type"].startswith("application/json")
    assert reason in json.dumps(response.json(), ensure_ascii=False)
    assert_nothing_happened(book, before)


def test_v3_says_why(refused):
    book, reason = refused
    _, token = APIToken.create_token(user=make_user(PUBLISHERS, "publisher"), name="test")
    before = numbers()
    response = Client().post(
        f"/api/v3/pages/{book.pk}/actions/publish/", headers={"Authorization": f"Bearer {token}"}
    )
    assert 400 <= response.status_code < 500
    assert response["Content-Type"] == "application/problem+json"
    assert reason in json.dumps(response.json(), ensure_ascii=False)
    assert_nothing_happened(book, before)


@pytest.mark.parametrize("kind", ["wagtailcore/page", "books/bookpage"])
def test_a_bulk_action_says_why(publisher, refused, kind):
    book, reason = refused
    before = numbers()
    address = f"/admin/bulk/{kind}/publish/?id={book.pk}&next=/admin/"
    response = publisher.post(address)
    assert response.status_code == 302
    assert reason in messages_at(publisher, response["Location"])
    assert_nothing_happened(book, before)


def test_several_of_which_one_is_used_are_not_deleted(admin_client):
    used, unused = ContributorFactory(), ContributorFactory()
    make_book(contributor=used, live=False)
    # Wagtail looks here before it deletes; an index that lags behind must do no harm.
    ReferenceIndex.objects.all().delete()
    for address in (
        f"/admin/bulk/books/contributor/delete/?id={used.pk}&id={unused.pk}",
        f"/admin/snippets/books/contributor/delete/{used.pk}/",
    ):
        response = admin_client.post(address, follow=True)
        assert response.status_code == 200
        assert "still used" in response.content.decode()
        assert Contributor.objects.filter(pk__in=[used.pk, unused.pk]).count() == 2
