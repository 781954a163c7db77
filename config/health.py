"""`/healthz` and `/readyz`: what load balancers and monitors ask of every server process.

Their answers say nothing of the machine, the code or the catalogue.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from books.models import ScheduleFailure
from config.disk import Disk
from config.errors import RETRY_AFTER_SECONDS
from home.database import is_migrated, newer_migrations
from home.models import WorkerSign

HEALTH_PATHS = ("/healthz", "/readyz")
LATE_AFTER_SECONDS = 60
UNKNOWN = {
    "worker": "unknown",
    "worker_seconds": None,
    "schedule": "unknown",
    "schedule_failures": None,
}


class HealthMiddleware:
    """Stands before all others: a probe may know no host name of ours and speak plain http."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.migrated = False
        self.disk = Disk()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in HEALTH_PATHS:
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            response = alive() if request.path_info == "/healthz" else self.ready()
        else:
            response = HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        return response

    def ready(self) -> HttpResponse:
        disk = self.disk.look()
        try:
            connection.ensure_connection()
            migrations = self.state_of_migrations()
            if migrations != "ok":
                return not_ready(database="ok", migrations=migrations, **disk, **UNKNOWN)
            parts = disk | state_of_worker() | state_of_schedule()
        except Error:
            return not_ready(database="away", migrations="unknown", **disk, **UNKNOWN)
        # Without them pages are errors, or bare; what cannot be written hurts no reader.
        if disk["static"] == "missing":
            return not_ready(database="ok", migrations="ok", **parts)
        return answer(status="ready", database="ok", migrations="ok", **parts)

    def state_of_migrations(self) -> str:
        """Asked only until all is well: that takes long to find out, and what is there stays."""
        if not self.migrated:
            if newer_migrations():
                return "newer"
            self.migrated = is_migrated()
        return "ok" if self.migrated else "missing"


def alive() -> HttpResponse:
    return answer(status="alive")


def not_ready(**said: str | int | None) -> HttpResponse:
    response = answer(status="not ready", **said)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def state_of_worker() -> dict[str, str | int | None]:
    """Late or not, the site can be read; only mails and what is scheduled wait for a worker."""
    age = WorkerSign.age()
    if not settings.TASK_WORKER:
        return {"worker": "none", "worker_seconds": None}
    if age is None:
        return {"worker": "starting", "worker_seconds": None}
    seconds = max(0, int(age.total_seconds()))
    return {
        "worker": "late" if seconds > LATE_AFTER_SECONDS else "ok",
        "worker_seconds": seconds,
    }


def state_of_schedule() -> dict[str, str | int | None]:
    """What was due and could not be done waits for an editor; readers are served all the same."""
    failures = ScheduleFailure.objects.count()
    return {"schedule": "failing" if failures else "ok", "schedule_failures": failures}


def answer(**said: str | int | None) -> HttpResponse:
    return JsonResponse(said, json_dumps_params={"separators": (",", ":")})
