"""Publisher's approval: who is told what by mail, and that it goes on without a mail server."""

import re

import pytest
from django.test import TestCase
from wagtail.users.models import UserProfile

from books.models import BookPage
from home.roles import PUBLISHERS
from tests.books.admin.forms import form_of
from tests.roles import make_user

pytestmark = pytest.mark.django_db


def submit(editor, book: BookPage) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = editor.post(
            f"/admin/pages/{book.pk}/edit/", {**form_of(book), "action-submit": "1"}
        )
    assert response.status_code == 302


def decide(publisher, book: BookPage, action: str, comment: str) -> None:
    task = BookPage.objects.get(pk=book.pk).current_workflow_task_state
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = publisher.post(
            f"/admin/pages/workflow/action/{book.pk}/{action}/{task.pk}/", {"comment": comment}
        )
    assert response.status_code in (200, 302), response.content


def told(mail_server) -> dict[str, str]:
    """What each was told: the subject and the text, by address."""
    mails = {
        mail["To"]: f"{mail['Subject']}\n{mail.get_payload(decode=True).decode()}"
        for mail in mail_server.mails
    }
    mail_server.mails.clear()
    return mails


def test_submitting_tells_every_publisher_where_to_look(
    client, mail_server, settings, editor, publisher, book
):
    make_user(PUBLISHERS, "second")
    submit(editor, book)
    mails = told(mail_server)
    assert set(mails) == {"publisher@example.org", "second@example.org"}
    for mail in mails.values():
        assert "Walden" in mail
    address = re.search(r"https?://\S+/edit/", mails["publisher@example.org"])[0]
    assert address.startswith(settings.WAGTAILADMIN_BASE_URL)
    path = address.removeprefix(settings.WAGTAILADMIN_BASE_URL)
    assert publisher.get(path).status_code == 200


def test_approving_publishes_and_tells_the_editor(mail_server, editor, publisher, book):
    submit(editor, book)
    told(mail_server)
    decide(publisher, book, "approve", "Lovely cover.")
    assert BookPage.objects.get(pk=book.pk).live
    mails = told(mail_server)
    assert set(mails) == {"editor@example.org"}
    assert "Walden" in mails["editor@example.org"]


def test_asking_for_changes_tells_the_editor_why(mail_server, editor, publisher, book):
    submit(editor, book)
    told(mail_server)
    decide(publisher, book, "reject", "The price is missing a digit.")
    assert not BookPage.objects.get(pk=book.pk).live
    assert "The price is missing a digit." in told(mail_server)["editor@example.org"]
    submit(editor, book)
    decide(publisher, book, "approve", "")
    assert BookPage.objects.get(pk=book.pk).live


def test_who_wants_no_mails_gets_none(mail_server, editor, publisher, book):
    profile = UserProfile.get_for_user(publisher.user)
    profile.submitted_notifications = False
    profile.save()
    submit(editor, book)
    assert told(mail_server) == {}


def test_without_a_mail_server_it_goes_on(mail_server, editor, publisher, book):
    mail_server.stop()
    submit(editor, book)
    decide(publisher, book, "approve", "")
    assert BookPage.objects.get(pk=book.pk).live
