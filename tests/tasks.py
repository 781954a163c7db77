"""How tasks are kept where a worker runs them, and what it does with them."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

WITH_WORKER = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}
}


def run_ready(queue: Worker) -> None:
    """What `queue.run()` does, which would close the connection of a test."""
    tasks = DBTaskResult.objects.ready().filter(queue_name__in=queue.queue_names)
    while result := tasks.first():
        result.claim(queue.worker_id)
        queue.run_task(result)
