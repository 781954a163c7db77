"""What the schedule could not do: kept until it is done, told to its owner, tried again."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from books.models import ScheduleFailure
from books.publishing.changes import one_change
from books.publishing.records import RecordError
from books.publishing.schedule import Action, Step, due_steps
from books.publishing.schedule_mails import send_failure_mail
from books.task_queue import enqueue_with_commit

logger = logging.getLogger("frontlist.schedule")

# How long to leave alone what failed and has not been saved since: its cause may lie elsewhere.
WAIT = timedelta(minutes=5)
# Of a database that is away or busy nobody is told: the next attempt may succeed.
PASSING = (OperationalError, InterfaceError)


def steps_to_take(patient: bool) -> list[Step]:
    """What is due; if `patient`, without what failed lately."""
    steps = due_steps()
    if not patient:
        return steps
    failures = {step_of(failure): failure for failure in ScheduleFailure.objects.all()}
    return [step for step in steps if is_worth_trying(step, failures.get(step))]


def step_of(failure: ScheduleFailure) -> Step:
    return Step(
        Action(failure.action), failure.content_type_id, failure.object_id, failure.revision_id
    )


def is_worth_trying(step: Step, failure: ScheduleFailure | None) -> bool:
    """Whether it has not failed, has been saved since it did, or that was some time ago."""
    if failure is None or failure.tried_at <= timezone.now() - WAIT:
        return True
    saved = Revision.objects.filter(
        base_content_type=step.content_type_id,
        object_id=step.object_id,
        created_at__gt=failure.tried_at,
    )
    return saved.exists()


def note_failure(step: Step, error: Exception) -> None:
    """Log what went wrong and keep it, and have its owner told of it once."""
    thing = step.model._default_manager.filter(pk=step.object_id).first()
    title, reason = title_of(thing, step), reason_of(error)
    if isinstance(error, PASSING):
        logger.warning("“%s” waits for the database: %s", title, str(error).split("\n")[0])
        return
    # Where the data are at fault, the reason says all.
    fault = None if is_expected(error) else error
    logger.error("“%s” fails its schedule: %s", title, reason, exc_info=fault)
    with one_change():
        store_failure(step, title, reason)


def store_failure(step: Step, title: str, reason: str) -> None:
    key = {
        "action": step.action,
        "content_type_id": step.content_type_id,
        "object_id": step.object_id,
    }
    now = timezone.now()
    same = ScheduleFailure.objects.filter(**key, revision=step.revision_id, reason=reason)
    if same.update(title=title, tried_at=now):
        return
    news = {
        **{"revision_id": step.revision_id, "title": title, "reason": reason, "tried_at": now},
        **{"requested_at": now, "mailed_at": None, "mail_due_at": now},
        "mail_problems": {},
    }
    failure, _created = ScheduleFailure.objects.update_or_create(**key, defaults=news)
    enqueue_with_commit(send_failure_mail, failure.pk)


def title_of(thing: Model | None, step: Step) -> str:
    if step.revision_id:
        revisions = Revision.objects.filter(pk=step.revision_id)
        return revisions.values_list("object_str", flat=True).first() or str(thing)
    return str(thing)


def is_expected(error: Exception) -> bool:
    return isinstance(error, RecordError | ValidationError)


def reason_of(error: Exception) -> str:
    """In one line, for an editor; a fault of ours by its kind alone."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, RecordError):
        return " ".join(str(error).split())
    fault = type(error).__name__
    return _("An unexpected fault (%(fault)s), which is in the server's log.") % {"fault": fault}


def forget_what_is_done() -> None:
    """Remove the failures of what is no longer due: done, unscheduled, published or deleted."""
    failures = {step_of(failure): failure.pk for failure in ScheduleFailure.objects.all()}
    if failures:
        done = failures.keys() - set(due_steps())
        ScheduleFailure.objects.filter(pk__in=[failures[step] for step in done]).delete()
