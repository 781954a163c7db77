"""Mails for what readers send: tried until they are sent or refused for good, or for three days.

No mail server that is down loses anything: what was sent to us is stored first, and the worker
looks for what is due every minute.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import Error
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks.base import Task

from books.models.submission import Submission
from books.submissions.delivery import NOT_SENT, delivery, is_final, is_silent, reason_of

logger = logging.getLogger("frontlist.mails")

# While one process sends, no other does; if it dies over it, another takes over after this time.
TIME_TO_SEND = timedelta(minutes=5)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)

# The field that tells when a mail was sent, and the mail.
OwedMails = Callable[[Any], Iterable[tuple[str, EmailMessage]]]


def plain_mail(
    template: str, context: dict, *, subject: str, to: str, headers: dict[str, str]
) -> EmailMessage:
    """A mail in plain text, marked as written by a machine (RFC 3834, section 5)."""
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(template, context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )


def send_due(model: type[Model], send_mails: Task) -> None:
    """Send what is due for any submission of a kind; one that cannot be made holds up no other.

    While the mail server is silent, all of them wait.
    """
    due = model._default_manager.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at")
    for pk in due.values_list("pk", flat=True):
        if is_silent():
            return
        try:
            send_mails.call(pk)
        except Error:
            raise
        except Exception:
            logger.exception("Mails for %s %s cannot be made.", model._meta.verbose_name, pk)


def send_owed(model: type[Model], pk: int, owed: OwedMails) -> None:
    """Send what one submission is still owed, unless that is being done already."""
    this = model._default_manager.filter(pk=pk)
    now = timezone.now()
    until = now + TIME_TO_SEND
    if not this.filter(mail_due_at__lte=now).update(mail_due_at=until):
        return
    submission = this.get()
    failures = {}
    for field, mail in mails_to_send(submission, owed):
        try:
            with delivery():
                mail.send()
        except NOT_SENT as error:
            failures[field] = (mail, error)
        else:
            this.update(**{field: timezone.now()})
    # What became due meanwhile stays due.
    this.filter(mail_due_at=until).update(**outcome(submission, failures))


def mails_to_send(submission: Submission, owed: OwedMails) -> list[tuple[str, EmailMessage]]:
    """Without those that were refused for good."""
    with translation.override(submission.language):
        return [each for each in owed(submission) if each[0] not in submission.mail_problems]


def outcome(
    submission: Submission, failures: dict[str, tuple[EmailMessage, Exception]]
) -> dict[str, Any]:
    """When to try again, and what not to try again, and why."""
    due = next_try(submission) if failures else None
    final = {name: why for name, why in failures.items() if due is None or is_final(why[1])}
    for _mail, error in final.values():
        logger.error("A mail for %s is given up: %s", name_of(submission), reason_of(error))
    passing = [error for name, (_mail, error) in failures.items() if name not in final]
    for error in passing[:1]:
        logger.warning(
            "Mails for %s will be tried again: %s", name_of(submission), reason_of(error)
        )
    problems = {name: f"{mail.to[0]}: {reason_of(error)}" for name, (mail, error) in final.items()}
    return {
        "mail_due_at": due if passing else None,
        "mail_problems": submission.mail_problems | problems,
    }


def name_of(submission: Submission) -> str:
    return f"{submission._meta.verbose_name} {submission.pk}"


def next_try(submission: Submission) -> datetime | None:
    """Waits as long again as it has waited; None when it is time to give up."""
    now = timezone.now()
    waited = now - submission.requested_at
    if waited > GIVE_UP_AFTER:
        return None
    return now + min(max(waited, SHORTEST_WAIT), LONGEST_WAIT)
