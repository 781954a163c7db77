"""What each line of the log says of the request and of the task within which it is written."""

import logging
import sys
from contextvars import ContextVar
from time import monotonic
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest

from config.masking import mask_path, names_in

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)
# Name and id; tasks that run at once can start others.
current_tasks: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("current_tasks", default=())


class ContextFilter(logging.Filter):
    """Puts it into `record.context`, beside what the caller has put there (`extra`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = request_of(record)
        context = getattr(record, "context", {})
        if request is not None:
            context = describe_request(request) | context
        if status := getattr(record, "status_code", None):
            context |= {"status": status}
        for task, task_id in current_tasks.get()[-1:]:
            context |= {"task": task, "task_id": task_id}
        record.context = context
        return True


class AnswerFilter(logging.Filter):
    """Leaves out what Django logs of refused requests, which are no faults of ours.

    What the database refused may be one after all. The state of health is in its answer.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request, status = request_of(record), getattr(record, "status_code", 500)
        if status >= 500 and not record.exc_info:
            # Django (5.2) logs none where the page for an error, such as a 404, fails itself.
            record.exc_info = getattr(request, "fault", None)
        if request is not None and request.path_info == "/readyz" and not record.exc_info:
            return False
        error = record.exc_info[1] if record.exc_info else None
        return status >= 500 or isinstance(error, DatabaseError)


class SecurityFilter(logging.Filter):
    """What Django takes for an attack is worth a line, but no traceback and no alarm."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def request_of(record: logging.LogRecord) -> HttpRequest | None:
    """Django logs some answers after all middleware, and says of which request they are."""
    request = getattr(record, "request", None)
    return request if isinstance(request, HttpRequest) else current_request.get()


def describe_request(request: HttpRequest) -> dict[str, Any]:
    described: dict[str, Any] = {
        "request_id": getattr(request, "id", None),
        "user_id": user_id_of(request),
        "method": request.method,
        "path": mask_path(request),
        "query": names_in(request.META.get("QUERY_STRING", "")),
    }
    if started := getattr(request, "started", None):
        described["duration_ms"] = round(1000 * (monotonic() - started), 1)
    return {name: value for name, value in described.items() if value not in (None, [])}


def user_id_of(request: HttpRequest) -> int | None:
    """As far as it is known: nothing is asked of a database that may be away.

    `_cached_user` is what `django.contrib.auth` (5.2) sets once a session's user is looked up.
    """
    token = getattr(request, "auth", None)
    user = getattr(request, "_cached_user", None)
    return getattr(token, "user_id", None) or getattr(user, "pk", None)


def keep_fault(request: HttpRequest | None = None, **_: Any) -> None:
    """Called while an exception is handled that makes a 500 or 503."""
    if request is not None:
        request.fault = sys.exc_info()


def enter_task(task_result: Any, **_: Any) -> None:
    task = (task_result.task.module_path, str(task_result.id))
    current_tasks.set((*current_tasks.get(), task))


def leave_task(**_: Any) -> None:
    current_tasks.set(current_tasks.get()[:-1])
