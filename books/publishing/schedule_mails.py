"""The mail about what the schedule could not do."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import registry
from wagtail.models import Site
from wagtail.users.models import UserProfile

from books.models import PublisherSettings, ScheduleFailure
from books.submissions.mails import plain_mail, send_owed
from books.task_queue import MAIL

DECIDED = ("wagtail.publish.schedule", "wagtail.publish")


@task(queue_name=MAIL)
def send_failure_mail(failure_id: int) -> None:
    send_owed(ScheduleFailure, failure_id, owed_mails)


def owed_mails(failure: ScheduleFailure) -> Iterator[tuple[str, EmailMessage]]:
    thing = thing_of(failure)
    owner = thing and owner_of(thing, failure)
    with translation.override(language_of(owner)):
        yield "mailed_at", failure_mail(failure, thing, owner)


def thing_of(failure: ScheduleFailure) -> Model | None:
    model = failure.content_type.model_class()
    return model._default_manager.filter(pk=failure.object_id).first()


def owner_of(thing: Model, failure: ScheduleFailure) -> AbstractUser | None:
    """Who scheduled or published it last, or else wrote that version, or else the page."""
    decisions = registry.get_logs_for_instance(thing).filter(action__in=DECIDED)
    last = decisions.exclude(user=None).order_by("-timestamp", "-pk").first()
    wrote = failure.revision and failure.revision.user
    owners = (last and last.user, wrote, getattr(thing, "owner", None))
    return next((user for user in owners if user and user.is_active and user.email), None)


def language_of(owner: AbstractUser | None) -> str:
    if owner is None:
        return settings.LANGUAGE_CODE
    return UserProfile.get_for_user(owner).get_preferred_language()


def failure_mail(
    failure: ScheduleFailure, thing: Model | None, owner: AbstractUser | None
) -> EmailMessage:
    """To the publisher's own address where nobody is known to own it."""
    path = owner and thing and AdminURLFinder(owner).get_edit_url(thing)
    if failure.action == ScheduleFailure.Action.PUBLISH:
        subject = _("Not published: %(title)s")
    else:
        subject = _("Not taken down: %(title)s")
    publisher = PublisherSettings.of(Site.objects.filter(is_default_site=True).first())
    return plain_mail(
        "books/mails/schedule_failure.txt",
        {"failure": failure, "address": path and settings.WAGTAILADMIN_BASE_URL + path},
        subject=subject % {"title": failure.title},
        to=owner.email if owner else publisher.email or settings.DEFAULT_FROM_EMAIL,
        headers={},
    )
