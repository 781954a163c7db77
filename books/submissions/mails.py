"""Mails for what readers send: tried until they are sent, or for three days.

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
    """Send what is due for any submission of a kind; one that cannot be made holds up no other."""
    due = model._default_manager.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at")
    for pk in due.values_list("pk", flat=True):
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
    if not this.filter(mail_due_at__lte=now).update(mail_due_at=now + TIME_TO_SEND):
        return
    submission = this.get()
    failures = []
    with translation.override(submission.language):
        mails = list(owed(submission))
    for field, mail in mails:
        try:
            mail.send()
        except (OSError, ValueError) as error:  # smtplib's, and of what no header can hold.
            failures.append(error)
        else:
            this.update(**{field: timezone.now()})
    this.update(mail_due_at=next_try(submission, failures[0]) if failures else None)


def next_try(submission: Submission, error: Exception) -> datetime | None:
    """Waits as long again as it has waited; None when it is time to give up."""
    now = timezone.now()
    waited = now - submission.requested_at
    name = f"{submission._meta.verbose_name} {submission.pk}"
    if waited > GIVE_UP_AFTER:
        logger.error("Mails for %s are given up: %s", name, error)
        return None
    logger.warning("Mails for %s will be tried again: %s", name, error)
    return now + min(max(waited, SHORTEST_WAIT), LONGEST_WAIT)
