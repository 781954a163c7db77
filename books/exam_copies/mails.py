from collections.abc import Iterator
from email.utils import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from books.models import ExamCopyRequest, PublisherSettings
from books.submissions.mails import plain_mail, send_owed
from books.task_queue import MAIL


@task(queue_name=MAIL)
def send_exam_copy_mails(request_id: int) -> None:
    send_owed(ExamCopyRequest, request_id, owed_mails)


def owed_mails(copy_request: ExamCopyRequest) -> Iterator[tuple[str, EmailMessage]]:
    publisher = PublisherSettings.of(copy_request.book and copy_request.book.get_site())
    if not copy_request.forwarded_at:
        yield "forwarded_at", to_publisher(copy_request, publisher)
    if not copy_request.mailed_at:
        yield "mailed_at", to_teacher(copy_request, publisher)


@translation.override(settings.LANGUAGE_CODE)
def to_publisher(copy_request: ExamCopyRequest, publisher: PublisherSettings) -> EmailMessage:
    return plain_mail(
        "books/mails/exam_copy_request.txt",
        {"copy_request": copy_request},
        subject=_("Exam copy request: %(title)s") % {"title": copy_request.book_title},
        to=publisher.email or settings.DEFAULT_FROM_EMAIL,
        headers={"Reply-To": f'"{quote(copy_request.name)}" <{copy_request.email}>'},
    )


def to_teacher(copy_request: ExamCopyRequest, publisher: PublisherSettings) -> EmailMessage:
    """Repeats nothing that was typed: it may go to someone who asked for nothing."""
    return plain_mail(
        "books/mails/exam_copy_received.txt",
        {"copy_request": copy_request, "publisher": publisher},
        subject=_("Your exam copy of %(title)s") % {"title": copy_request.book_title},
        to=copy_request.email,
        headers={"Reply-To": publisher.email or settings.DEFAULT_FROM_EMAIL},
    )
