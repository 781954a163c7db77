"""Wagtail's mails of the workflow: written at once, sent by a task, so that no mail server which
is away or refuses us stands between an editor and a publisher.

Where a worker runs, a mail that failed is tried again after 2, 4, 8 … minutes, for three days,
unless its recipient is refused for good.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail import signals
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState

from books.submissions.delivery import NOT_SENT, delivery, is_final, reason_of
from books.task_queue import MAIL, enqueue_with_commit

logger = logging.getLogger("frontlist.mails")

TRIES = 11


@task(queue_name=MAIL)
def send(subject: str, text: str, address: str, tried: int = 0) -> None:
    try:
        with delivery():
            mail.send_mail(subject, text, [address])
    except NOT_SENT as error:
        send_again(subject, text, address, tried + 1, error)


def send_again(subject: str, text: str, address: str, tried: int, error: Exception) -> None:
    if tried < TRIES and not is_final(error) and send.get_backend().supports_defer:
        logger.warning("The mail “%s” will be tried again: %s", subject, reason_of(error))
        due = timezone.now() + timedelta(minutes=2**tried)
        send.using(run_after=due).enqueue(subject, text, address, tried)
    else:
        reason = reason_of(error)
        logger.error("The mail “%s” to %s is given up: %s", subject, address, reason)


class LaterMails:
    """For Wagtail's notifiers: who is told what is theirs to say."""

    def send_emails(
        self,
        template_set: dict[str, str],
        context: dict,
        recipients: Iterable[AbstractUser],
        **_: Any,
    ) -> bool:
        for recipient in recipients:
            with override(recipient.wagtail_userprofile.get_preferred_language()):
                context["user"] = recipient
                subject = render_to_string(template_set["subject"], context)
                text = render_to_string(template_set["text"], context).strip()
            enqueue_with_commit(send, " ".join(subject.split()), text, recipient.email)
        return True


class TaskSubmitted(LaterMails, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class Submitted(LaterMails, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class Approved(LaterMails, mail.WorkflowStateApprovalEmailNotifier):
    def get_context(self, workflow_state: WorkflowState, **kwargs: Any) -> dict[str, Any]:
        comment = workflow_state.current_task_state.specific.get_comment()
        return {**super().get_context(workflow_state, **kwargs), "comment": comment}


class Rejected(LaterMails, mail.WorkflowStateRejectionEmailNotifier):
    pass


# Under the names that Wagtail gives its own: those they replace.
NOTIFIERS: tuple[tuple[Signal, type, str, mail.Notifier], ...] = (
    (
        signals.task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        TaskSubmitted(),
    ),
    (
        signals.workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        Submitted(),
    ),
    (
        signals.workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        Approved(),
    ),
    (
        signals.workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        Rejected(),
    ),
)


def connect() -> None:
    """Whether Wagtail has connected its own yet or not: a name is connected only once."""
    for signal, sender, name, notifier in NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)
