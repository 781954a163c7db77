import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from books.exam_copies.mails import send_exam_copy_mails
from books.models import ExamCopyRequest, ScheduleFailure
from books.publishing.schedule_mails import send_failure_mail
from books.publishing.upkeep import forget_withdrawn
from books.submissions.delivery import is_silent
from books.submissions.mails import send_due
from books.task_queue import MAIL, take_up_tasks
from books.unfinished import enqueue_unfinished
from home.database import refuse_newer_database
from home.models import NewsletterSubscription, UserSession, WorkerSign
from home.newsletter.mails import send_newsletter_mails

logger = logging.getLogger("frontlist.worker")
# Being asked to end is nothing to warn of.
logging.getLogger("django_tasks_db").setLevel(logging.ERROR)

# Seconds between two looks.
TASKS, SIGN, SCHEDULE, MAILS, UPKEEP = 1, 5, 15, 60, 120
# For a mail that is being sent when the worker is asked to end.
PATIENCE = 8


class Command(BaseCommand):
    help = "Run queued tasks, publish what is due, send mails again; for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKER:
            raise CommandError("Set TASK_WORKER=yes, for the worker and for the server alike.")
        with suppress(Error):
            refuse_newer_database()
        worker_id = get_random_string(32)
        give_sign = partial(WorkerSign.give, worker_id)
        # Its tasks are then known to be those of a living worker.
        attempt(give_sign)
        queue, mails = queue_of_tasks(worker_id), queue_of_mails(worker_id)
        # What is due must not wait for a slow task or mail server: each has a thread of its own.
        start(give_sign, SIGN)
        start(publish_scheduled, SCHEDULE)
        start(send_mails, MAILS)
        start(upkeep, UPKEEP)
        sending = start(partial(run_mails, mails), TASKS, while_true=lambda: mails.running)
        queue.configure_signals()
        try:
            repeat(partial(run_tasks, queue), TASKS)
        finally:
            mails.running = False
            sending.join(PATIENCE)


def start(job: Callable[[], None], *how: Any, **options: Any) -> threading.Thread:
    thread = threading.Thread(target=repeat, args=(job, *how), kwargs=options, daemon=True)
    thread.start()
    return thread


def repeat(
    job: Callable[[], None], seconds: int, while_true: Callable[[], bool] = lambda: True
) -> None:
    while while_true():
        attempt(job)
        time.sleep(seconds)


def attempt(job: Callable[[], None]) -> None:
    """Do a job once; after a failure, or with the database away, it has another chance later."""
    try:
        close_old_connections()
        job()
    except CommandError as error:
        logger.error("%s", error)
    except Error as error:
        logger.error("The database will be asked again: %s", str(error).split("\n")[0])
    except Exception:
        logger.exception("The worker goes on after a failure.")


def queue_of_tasks(worker_id: str) -> Worker:
    return queue_of(worker_id, queue_names=["*"], excluded_queue_names=[MAIL])


def queue_of_mails(worker_id: str) -> Worker:
    return queue_of(worker_id, queue_names=[MAIL], excluded_queue_names=[])


def queue_of(worker_id: str, **names: list[str]) -> Worker:
    """Its `run` returns as soon as no task is waiting; its signal handler lets a task finish."""
    return Worker(
        **names,
        interval=TASKS,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
    )


def run_tasks(queue: Worker) -> None:
    """Ends the process if it was asked to end while a task ran."""
    queue.run()
    if not queue.running:
        sys.exit()


def run_mails(queue: Worker) -> None:
    """While the mail server is silent, mails wait."""
    if not is_silent():
        queue.run()


def publish_scheduled() -> None:
    # What it cannot do it has logged, each by itself.
    with suppress(CommandError):
        call_command("publish_scheduled", patient=True)


def send_mails() -> None:
    """Those that a mail server did not take when they were first due."""
    send_due(ExamCopyRequest, send_exam_copy_mails)
    send_due(NewsletterSubscription, send_newsletter_mails)
    send_due(ScheduleFailure, send_failure_mail)


def upkeep() -> None:
    take_up_tasks(WorkerSign.living())
    enqueue_unfinished()
    forget_withdrawn()
    WorkerSign.forget()
    UserSession.objects.forget()
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
