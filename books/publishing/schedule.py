"""Publishing and expiring what is due: each thing once, in a transaction of its own.

Wagtail's own command takes no lock: two workers would publish a revision twice. Here whoever
begins the change goes first, and who comes second finds nothing left to do.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from wagtail.models import DraftStateMixin, Page, Revision

from books.models import ScheduleFailure
from books.publishing.changes import one_change
from books.publishing.rebuilds import BATCH, refresh_each
from books.publishing.refusals import SCHEDULED
from books.publishing.settling import AT_ONCE, aliases_of
from books.publishing.uses import Kind, Use, page_ids, users_of

Action = ScheduleFailure.Action


@dataclass(frozen=True)
class Step:
    """One thing that is due; an expiry has no revision."""

    action: Action
    content_type_id: int
    object_id: str
    revision_id: int | None = None

    @property
    def model(self) -> type[models.Model]:
        return ContentType.objects.get_for_id(self.content_type_id).model_class()

    def take(self) -> str | None:
        """Do it, if it is still due; the name of the thing, or None. Raises whatever is wrong."""
        if self.revision_id:
            return go_live(self.revision_id)
        return expire(int(self.object_id))


def due_steps() -> list[Step]:
    """All that is due, the soonest first; what is to go live before what expires.

    A version that is due may have put the expiry off.
    """
    revisions = due().order_by("approved_go_live_at", "pk")
    coming = revisions.values_list("base_content_type_id", "object_id", "pk")
    steps = [Step(Action.PUBLISH, *each) for each in coming]
    type_id = ContentType.objects.get_for_model(Page).pk
    pages = expired().order_by("expire_at", "pk").values_list("pk", flat=True)
    return [*steps, *(Step(Action.EXPIRE, type_id, str(pk)) for pk in pages)]


def expire(pk: int) -> str | None:
    """Unpublish one page if that is still due; its title, or None. Nothing else expires.

    A version of it that is to go live later still will: Wagtail would forget that.
    """
    forget_where_many_name_it(pk)
    with one_change():
        page = expired().filter(pk=pk).first()
        if page is None:
            return None
        scheduled = list(page.revisions.exclude(approved_go_live_at=None))
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        Revision.objects.bulk_update(scheduled, ["approved_go_live_at"])
        return str(page)


def forget_where_many_name_it(pk: int) -> None:
    """Store records that name this page without it, batch by batch, where they are many.

    Once it is withdrawn they would be shown as they are stored, until their rebuild is done.
    """
    ids = sorted(page_ids(users_of(Use(Kind.PAGE, each) for each in {pk} | aliases_of({pk}))))
    if len(ids) > AT_ONCE:
        for start in range(0, len(ids), BATCH):
            with transaction.atomic():
                refresh_each(ids[start : start + BATCH])


def go_live(revision_id: int) -> str | None:
    """Publish one revision if that is still due; its name, or None. Raises RecordError."""
    with one_change():
        revision = due().filter(pk=revision_id).first()
        if revision is None:
            return None
        revision.publish(log_action=SCHEDULED)
        return str(revision.as_object())


def due() -> QuerySet:
    """By the clock of the database, as `readable()` looks at what was published then."""
    return Revision.objects.filter(approved_go_live_at__lte=Now())


def expired() -> QuerySet:
    return Page.objects.filter(live=True, expire_at__lte=Now())


def schedulable_models() -> list[type[models.Model]]:
    """Pages, as the base model that holds their schedule, and every other model with drafts."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]
