"""The mails of the workflow, when the mail server is not as one would wish."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from books.models import BookPage
from home.management.commands.worker import queue_of_mails, run_mails
from home.roles import PUBLISHERS
from tests.home.test_workflow import decide, submit, told
from tests.roles import make_user
from tests.tasks import WITH_WORKER

pytestmark = pytest.mark.django_db


def test_an_approval_brings_its_comment(mail_server, editor, publisher, book):
    submit(editor, book)
    told(mail_server)
    decide(publisher, book, "approve", "Lovely “cover” & blurb.")
    mail = told(mail_server)["editor@example.org"]
    assert "Lovely “cover” & blurb." in mail
    assert book.full_url in mail


def test_a_mail_server_that_refuses_us_is_logged_and_no_more(
    mail_server, settings, caplog, editor, publisher, book
):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "frontlist", "not needed there"
    submit(editor, book)
    decide(publisher, book, "approve", "")
    assert BookPage.objects.get(pk=book.pk).live
    assert "is given up: SMTP AUTH extension not supported" in caplog.text


def test_a_host_that_does_not_exist_is_logged_and_no_more(
    settings, caplog, editor, publisher, book
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.invalid"
    submit(editor, book)
    assert BookPage.objects.get(pk=book.pk).current_workflow_task
    assert "is given up" in caplog.text


def test_one_mailbox_that_is_refused_holds_up_no_other(mail_server, editor, publisher, book):
    make_user(PUBLISHERS, "gone")
    mail_server.refuse("gone@example.org")
    submit(editor, book)
    assert set(told(mail_server)) == {"publisher@example.org"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_a_worker_a_mail_is_tried_until_it_is_sent(
    mail_server, settings, editor, publisher, book
):
    settings.TASKS = WITH_WORKER
    mail_server.stop()
    submit(editor, book)
    run_mails(queue_of_mails("one"))
    again = DBTaskResult.objects.get(task_path__endswith="approval_mails.send", status="READY")
    assert again.run_after > timezone.now()
    mail_server.start()
    DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    run_mails(queue_of_mails("one"))
    assert set(told(mail_server)) == {"publisher@example.org"}
    run_mails(queue_of_mails("one"))
    assert told(mail_server) == {}
