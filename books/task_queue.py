"""How work is put into the queue of tasks so that it is done, whatever is killed meanwhile.

A task may be run twice, since its worker may have been taken for dead: it must do no harm then.
"""

import json
import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

logger = logging.getLogger("frontlist.tasks")

# Mails have a queue of their own: a mail server that is silent holds up nothing else.
MAIL = "mail"
# What is made up for comes after what somebody waits for.
LATER = -10
# As often may a worker die over a task; then it is the task's fault.
MOST_ATTEMPTS = 3
# By then a task should have been begun, and ended.
STUCK_AFTER = timedelta(hours=1)


class WorkerDiedError(Exception):
    pass


def enqueue_with_commit(task: Task, *args: Any) -> None:
    """Queue a task in the transaction of the change that it follows: both last, or neither does.

    Where no worker runs it, it is run after the commit.
    """
    enqueue = partial(task.enqueue, *args)
    enqueue() if task.get_backend().supports_defer else transaction.on_commit(enqueue)


def enqueue_missing(task: Task, arguments: Iterable[Any]) -> None:
    """Queue a task of one argument for each of these, unless it waits, runs, or was given up."""
    results = DBTaskResult.objects.filter(task_path=task.module_path)
    unfinished = results.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    known = unfinished | results.filter(exception_class_path=name_of(WorkerDiedError))
    taken = {json.dumps(each["args"]) for each in known.values_list("args_kwargs", flat=True)}
    for argument in arguments:
        if json.dumps([argument]) not in taken:
            task.using(priority=LATER).enqueue(argument)


def name_of(error: type[Exception]) -> str:
    return f"{error.__module__}.{error.__qualname__}"


def take_up_tasks(living: Collection[str]) -> None:
    """Have the tasks that dead workers were running done again."""
    for pk, worker_ids in DBTaskResult.objects.running().values_list("pk", "worker_ids"):
        if living.isdisjoint(worker_ids[-1:]):
            take_up(pk, worker_ids)


@transaction.atomic
def take_up(pk: Any, worker_ids: list[str]) -> None:
    """Unless another worker has done so since, or the task has ended after all."""
    result = DBTaskResult.objects.running().filter(pk=pk).get_locked()
    if result is None or result.worker_ids != worker_ids:
        return
    if len(worker_ids) < MOST_ATTEMPTS:
        logger.warning("Its worker has died: %s is taken up again.", describe(result))
        result.status = TaskResultStatus.READY
        result.save(update_fields=["status"])
    else:
        error = WorkerDiedError(f"Its worker has died {len(worker_ids)} times.")
        logger.error("%s is given up: %s", describe(result), error)
        result.set_failed(error)


def describe(result: DBTaskResult) -> str:
    """Without its arguments: a mail's are its text."""
    return f"task {result.task_path} ({result.pk})"


def stuck_tasks() -> QuerySet:
    """Those that were not begun or not ended in time, or given up, and not done since."""
    latest = timezone.now() - STUCK_AFTER
    tasks = DBTaskResult.objects.order_by("enqueued_at", "pk")
    done_since = Exists(
        tasks.successful().filter(
            task_path=OuterRef("task_path"),
            args_kwargs=OuterRef("args_kwargs"),
            finished_at__gt=OuterRef("finished_at"),
        )
    )
    given_up = tasks.failed().filter(exception_class_path=name_of(WorkerDiedError))
    stuck = tasks.running().filter(started_at__lt=latest) | given_up.exclude(done_since)
    return stuck | waiting(tasks, latest) if settings.TASK_WORKER else stuck


def waiting(tasks: QuerySet, latest: Any) -> QuerySet:
    """Ready to be run since then, and not begun; what may be run at once has a date far ahead."""
    ready = tasks.filter(status=TaskResultStatus.READY, enqueued_at__lt=latest)
    return ready.filter(run_after__lt=latest) | ready.filter(run_after=get_date_max())
