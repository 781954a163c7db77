"""Mails that are refused for good, for now, or not answered at all."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from books.exam_copies.mails import send_exam_copy_mails
from books.images import make_renditions
from books.models import ExamCopyRequest
from books.submissions.delivery import is_silent
from books.submissions.mails import send_owed
from home.approval_mails import send
from home.management.commands.worker import (
    queue_of_mails,
    queue_of_tasks,
    run_mails,
    run_tasks,
    send_mails,
)
from tests.factories import make_picture
from tests.smtp import MailServer, SilentServer
from tests.tasks import WITH_WORKER, run_ready

pytestmark = pytest.mark.django_db

TEACHER, PUBLISHER = "teacher@college.example", "desk@press.example"


@pytest.fixture(autouse=True)
def house(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = PUBLISHER


def ask(email: str = TEACHER, **fields: object) -> ExamCopyRequest:
    named = {"name": "Ada", "institution": "Quarto College", "course": "ECON 210"}
    return ExamCopyRequest.objects.create(email=email, **named, **fields)


def let_time_pass() -> None:
    ExamCopyRequest.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())


@pytest.mark.parametrize(
    "reply",
    ["550 There is no such mailbox", "550 5.1.1 User unknown", "552 5.2.2 Full", "554 No"],
)
def test_what_is_refused_for_good_is_named_and_not_tried_again(mail_server, caplog, reply):
    mail_server.refuse(TEACHER, reply)
    request = ask()
    send_mails()
    assert mail_server.to(PUBLISHER)
    request.refresh_from_db()
    assert (request.mail_due_at, request.mailed_at) == (None, None)
    assert request.mail_problem == f"{TEACHER}: {reply}"
    assert f"given up: {reply}" in caplog.text


@pytest.mark.parametrize(
    "reply",
    [
        *("450 Greylisted", "451 4.3.0 Try later", "530 5.7.0 Log in first"),
        "554 5.7.1 Relay access denied",
    ],
)
def test_what_is_refused_for_now_is_tried_again(mail_server, reply):
    mail_server.refuse(TEACHER, reply)
    request = ask()
    send_mails()
    request.refresh_from_db()
    assert request.mail_due_at > timezone.now()
    assert request.mail_problem == ""
    mail_server.take(TEACHER)
    let_time_pass()
    send_mails()
    assert mail_server.to(TEACHER)
    assert len(mail_server.mails) == 2


def test_a_mailbox_refused_for_good_stays_so_while_the_other_is_tried_again(mail_server):
    mail_server.refuse(TEACHER)
    mail_server.refuse(PUBLISHER, "451 Try later")
    request = ask()
    send_mails()
    mail_server.take(TEACHER)
    mail_server.take(PUBLISHER)
    let_time_pass()
    send_mails()
    request.refresh_from_db()
    assert [mail["X-RcptTo"] for mail in mail_server.mails] == [PUBLISHER]
    assert (request.mail_due_at, bool(request.forwarded_at)) == (None, True)
    assert TEACHER in request.mail_problem


def test_who_reads_the_requests_is_told_what_was_not_mailed(mail_server, publisher):
    mail_server.refuse(TEACHER)
    request = ask()
    send_mails()
    lists = publisher.get("/admin/books/examcopyrequest/").content.decode()
    row = publisher.get(f"/admin/books/examcopyrequest/inspect/{request.pk}/")
    for said in (lists, row.content.decode()):
        assert f"{TEACHER}: 550 There is no such mailbox" in said


def test_what_became_due_while_a_mail_was_sent_stays_due(mail_server):
    request = ask()

    def owed(submission):
        ExamCopyRequest.objects.update(mail_due_at=due)
        return []

    due = timezone.now() + timedelta(seconds=1)
    send_owed(ExamCopyRequest, request.pk, owed)
    request.refresh_from_db()
    assert request.mail_due_at == due


@pytest.fixture
def silent(settings) -> Iterator[SilentServer]:
    server = SilentServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_TIMEOUT = 0.5
    yield server
    server.stop()


def test_of_many_mails_only_the_first_waits_for_a_silent_server(silent, settings):
    for number in range(20):
        ask(f"teacher{number}@college.example")
    send_mails()
    assert silent.connections() == 1
    send_mails()
    assert silent.connections() == 0
    assert ExamCopyRequest.objects.filter(mail_due_at__gt=timezone.now()).count() == 1
    # A minute later the server is well.
    cache.clear()
    server = MailServer()
    settings.EMAIL_PORT = server.port
    server.start()
    let_time_pass()
    send_mails()
    server.stop()
    assert len(server.mails) == 40


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mails_that_wait_hold_up_no_other_task(silent, settings):
    settings.TASKS = WITH_WORKER
    send.enqueue("Approve it", "Please", "one@press.example")
    send.enqueue("Approve it", "Please", "two@press.example")
    send_exam_copy_mails.enqueue(ask().pk)
    picture = make_picture()
    run_tasks(queue_of_tasks("one"))
    assert silent.connections() == 0
    assert picture.renditions.exists()
    assert make_renditions.queue_name == "default"
    run_mails(queue_of_mails("one"))
    assert silent.connections() == 1
    run_mails(queue_of_mails("one"))
    assert silent.connections() == 0
    assert is_silent()


def test_an_approvals_mail_that_is_refused_for_good_is_not_queued_again(
    mail_server, settings, caplog
):
    settings.TASKS = WITH_WORKER
    mail_server.refuse("gone@press.example")
    mail_server.refuse("away@press.example", "451 Try later")
    for name in ("gone", "away", "here"):
        send.enqueue("Approve it", "Please", f"{name}@press.example")
    run_ready(queue_of_mails("one"))
    waiting = DBTaskResult.objects.filter(status="READY")
    assert [each.args_kwargs["args"][2] for each in waiting] == ["away@press.example"]
    assert "to gone@press.example is given up: 550" in caplog.text
    assert mail_server.to("here@press.example")
