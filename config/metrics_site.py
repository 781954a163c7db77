"""What the database knows of the site's work, whoever does it: in as many statements each time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Case, Count, F, Min, Model, Q, When
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from books.models import ExamCopyRequest, Numbering, Publication, ScheduleFailure
from home.models import NewsletterSubscription, WorkerSign

# What mails are sent for, and which of it has not had all of them.
NOT_MAILED = Q(mailed_at=None)
MAILS: dict[str, tuple[type[Model], Q]] = {
    "exam_copy": (ExamCopyRequest, NOT_MAILED | Q(forwarded_at=None)),
    "newsletter": (NewsletterSubscription, NOT_MAILED),
    "schedule": (ScheduleFailure, NOT_MAILED),
}


def collect_site() -> Iterator[Metric]:
    """With the database away that alone, and at once."""
    up = GaugeMetricFamily("frontlist_database_up", "Whether the database answers.")
    try:
        families = [*read_numbers(), *read_worker(), *read_tasks(), *read_mails(), *read_schedule()]
    except Error:
        families = []
    up.add_metric((), bool(families))
    yield from (up, *families)


def read_numbers() -> Iterator[Metric]:
    last = Numbering.objects.filter(pk=1).values_list("last", flat=True).first()
    yield gauge("frontlist_publication_number", "The number given last.", last or 0)
    ages = Publication.objects.annotate(age=Now() - F("changed_at"))
    age = ages.order_by("-number").values_list("age", flat=True).first()
    yield gauge("frontlist_publication_age_seconds", "Since that number was given.", seconds(age))


def read_worker() -> Iterator[Metric]:
    age = WorkerSign.age() if settings.TASK_WORKER else None
    yield gauge(
        "frontlist_worker_age_seconds", "Since any worker last gave its sign of life.", seconds(age)
    )


def read_tasks() -> Iterator[Metric]:
    due = Q(status=TaskResultStatus.READY, run_after=get_date_max()) | Q(
        status=TaskResultStatus.READY, run_after__lte=timezone.now()
    )
    # Those without a time of their own have the last that there is.
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    tasks = DBTaskResult.objects.aggregate(
        due=Count("pk", filter=due),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        oldest=Min(since, filter=due),
    )
    yield gauge(
        "frontlist_tasks_oldest_due_seconds",
        "For how long the oldest task has been due.",
        since_then(tasks.pop("oldest")),
    )
    family = GaugeMetricFamily(
        "frontlist_tasks",
        "Tasks that wait for a worker, run, or have failed within the last two weeks.",
        labels=("state",),
    )
    for state, number in tasks.items():
        family.add_metric((state,), number)
    yield family


def read_mails() -> Iterator[Metric]:
    """Mails of readers' requests and of the schedule; those of approvals are tasks."""
    family = GaugeMetricFamily(
        "frontlist_mails", "Mails that are due, or were given up.", labels=("kind", "state")
    )
    oldest = []
    for kind, (model, unsent) in MAILS.items():
        mails = count_mails(model, unsent)
        oldest.append(mails["oldest"])
        family.add_metric((kind, "due"), mails["due"])
        family.add_metric((kind, "failed"), mails["failed"])
    yield family
    yield gauge(
        "frontlist_mails_oldest_due_seconds",
        "Since what the oldest mail is owed for.",
        since_then(min(filter(None, oldest), default=None)),
    )


def count_mails(model: type[Model], unsent: Q) -> dict[str, Any]:
    owed = Q(mail_due_at__isnull=False)
    return model._default_manager.aggregate(
        due=Count("pk", filter=owed),
        failed=Count("pk", filter=~owed & unsent),
        oldest=Min("requested_at", filter=owed),
    )


def read_schedule() -> Iterator[Metric]:
    failures = ScheduleFailure.objects.count()
    yield gauge("frontlist_schedule_failures", "What was due and could not be done.", failures)


def gauge(name: str, help_: str, value: float | None) -> Metric:
    """Without a sample where there is nothing to say."""
    return GaugeMetricFamily(name, help_, value)


def seconds(age: timedelta | None) -> float | None:
    return None if age is None else max(0.0, age.total_seconds())


def since_then(moment: datetime | None) -> float:
    """0 where nothing is due."""
    return 0.0 if moment is None else max(0.0, (timezone.now() - moment).total_seconds())
