import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from books.publishing import rebuilds

logger = logging.getLogger("frontlist.worker")
# Being asked to end is nothing to warn of.
logging.getLogger("django_tasks_db").setLevel(logging.ERROR)

# Seconds between looks at what is due.
TASKS, SCHEDULE, PRUNING = 1, 15, 24 * 60 * 60


class Command(BaseCommand):
    help = "Run queued tasks, publish what is due, take up rebuilds that were cut off; for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKER:
            raise CommandError("Set TASK_WORKER=yes, for the worker and for the server alike.")
        self.queue = queue_of_tasks()
        self.queue.configure_signals()
        due = {self.run_tasks: 0.0, self.publish_scheduled: 0.0, self.prune: 0.0}
        every = {self.run_tasks: TASKS, self.publish_scheduled: SCHEDULE, self.prune: PRUNING}
        while True:
            for job in due:
                if time.monotonic() >= due[job]:
                    self.attempt(job)
                    due[job] = time.monotonic() + every[job]
            time.sleep(TASKS)

    def attempt(self, job: Callable[[], None]) -> None:
        """Do one job. A failure, or a database that is away, stands in no other job's way."""
        close_old_connections()
        try:
            job()
        except CommandError as error:
            logger.error("%s", error)
        except Error as error:
            logger.error("%s will be tried again: %s", job.__name__, str(error).splitlines()[0])
        except Exception:
            logger.exception("%s will be tried again.", job.__name__)

    def run_tasks(self) -> None:
        """Ends the process between two tasks if it was asked to end during the first."""
        self.queue.run()
        if not self.queue.running:
            sys.exit()

    def publish_scheduled(self) -> None:
        call_command("publish_scheduled")
        rebuilds.resume()

    def prune(self) -> None:
        call_command("prune_db_task_results", verbosity=0)


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
