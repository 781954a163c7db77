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
from books.publishing import rebuilds
from books.publishing.schedule_mails import send_failure_mail
from books.publishing.upkeep import forget_withdrawn
from books.share_images.making import draw_missing
from books.submissions.mails import send_due
from home.database import refuse_newer_database
from home.models import NewsletterSubscription, WorkerSign
from home.newsletter.mails import send_newsletter_mails

logger = logging.getLogger("frontlist.worker")
# Being asked to end is nothing to warn of.
logging.getLogger("django_tasks_db").setLevel(logging.ERROR)

# Seconds between two looks.
TASKS, SCHEDULE, MAILS, UPKEEP = 1, 15, 60, 60 * 60


class Command(BaseCommand):
    help = "Run queued tasks, publish what is due, send mails again; for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKER:
            raise CommandError("Set TASK_WORKER=yes, for the worker and for the server alike.")
        with suppress(Error):
            refuse_newer_database()
        # What is due must not wait for a slow task: each has a thread of its own.
        jobs = ((publish_scheduled, SCHEDULE), (send_mails, MAILS), (upkeep, UPKEEP))
        for job, seconds in jobs:
            threading.Thread(target=repeat, args=(job, seconds), daemon=True).start()
        queue = queue_of_tasks()
        queue.configure_signals()
        repeat(partial(run_tasks, queue), TASKS)


def repeat(job: Callable[[], None], seconds: int) -> None:
    while True:
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


def queue_of_tasks() -> Worker:
    """Its `run` returns as soon as no task is waiting; its signal handler lets a task finish."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=TASKS,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def run_tasks(queue: Worker) -> None:
    """Ends the process if it was asked to end while a task ran."""
    queue.run()
    if not queue.running:
        sys.exit()


def publish_scheduled() -> None:
    WorkerSign.give()
    # What it cannot do it has logged, each by itself.
    with suppress(CommandError):
        call_command("publish_scheduled", patient=True)


def send_mails() -> None:
    """Those that a mail server did not take when they were first due."""
    send_due(ExamCopyRequest, send_exam_copy_mails)
    send_due(NewsletterSubscription, send_newsletter_mails)
    send_due(ScheduleFailure, send_failure_mail)


def upkeep() -> None:
    rebuilds.resume()
    forget_withdrawn()
    draw_missing()
    call_command("prune_db_task_results", verbosity=0)
