import logging
import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from books.publishing import rebuilds

logger = logging.getLogger("frontlist.worker")

# Seconds between looks at what is due.
TASKS, SCHEDULE, PRUNING = 1, 15, 24 * 60 * 60


class Command(BaseCommand):
    help = "Run queued tasks, publish what is due, take up rebuilds that were cut off; for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TASK_WORKER:
            raise CommandError("Set TASK_WORKER=yes, for the worker and for the server alike.")
        due = {self.run_tasks: 0.0, self.publish_scheduled: 0.0, self.prune: 0.0}
        every = {self.run_tasks: TASKS, self.publish_scheduled: SCHEDULE, self.prune: PRUNING}
        while True:
            for job in due:
                if time.monotonic() >= due[job]:
                    self.attempt(job)
                    due[job] = time.monotonic() + every[job]
            time.sleep(TASKS)

    def attempt(self, job: Any) -> None:
        """Do one job; a database that is away for a while is waited for."""
        close_old_connections()
        try:
            job()
        except CommandError as error:
            logger.error("%s", error)
        except Error as error:
            logger.error("%s will be tried again: %s", job.__name__, str(error).splitlines()[0])

    def run_tasks(self) -> None:
        call_command("db_worker", batch=True, reload=False, startup_delay=False, verbosity=0)

    def publish_scheduled(self) -> None:
        call_command("publish_scheduled")
        rebuilds.resume()

    def prune(self) -> None:
        call_command("prune_db_task_results", verbosity=0)
