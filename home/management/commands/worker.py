import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from books.publishing import rebuilds

logger = logging.getLogger("frontlist.worker")

# Seconds between two looks.
TASKS, SCHEDULE, UPKEEP = 1, 15, 60 * 60


class Command(BaseCommand):
    help = "Run queued tasks, publish what is due, take up rebuilds that were cut off; for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKER:
            raise CommandError("Set TASK_WORKER=yes, for the worker and for the server alike.")
        # What is due must not wait for a slow task: each has a thread of its own.
        for job, seconds in ((publish_scheduled, SCHEDULE), (upkeep, UPKEEP)):
            threading.Thread(target=repeat, args=(job, seconds), daemon=True).start()
        repeat(run_tasks, TASKS)


def repeat(job: Callable[[], None], seconds: int) -> None:
    while True:
        attempt(job)
        time.sleep(seconds)


def attempt(job: Callable[[], None]) -> None:
    """Do a job once; a database that is away for a while is waited for."""
    close_old_connections()
    try:
        job()
    except CommandError as error:
        logger.error("%s", error)
    except Error as error:
        logger.error("%s will be tried again: %s", job.__name__, str(error).split("\n")[0])


def run_tasks() -> None:
    call_command("db_worker", batch=True, reload=False, startup_delay=False, verbosity=0)


def publish_scheduled() -> None:
    call_command("publish_scheduled")


def upkeep() -> None:
    rebuilds.resume()
    call_command("prune_db_task_results", verbosity=0)
