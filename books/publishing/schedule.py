"""Publishing and expiring what is due: each thing once, in a transaction of its own.

Wagtail's own command takes no lock: two workers would publish a revision twice. Here whoever
begins the change goes first, and who comes second finds nothing left to do.
"""

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from books.publishing.changes import one_change


def due_expiries() -> list[tuple[type[models.Model], int]]:
    """What is live past its expiry, soonest first, as model and id."""
    return [
        (model, pk)
        for model in schedulable_models()
        for pk in expired(model).order_by("expire_at").values_list("pk", flat=True)
    ]


def due_revisions() -> list[int]:
    """The ids of the revisions whose time to go live has come, soonest first."""
    return list(due().order_by("approved_go_live_at").values_list("pk", flat=True))


def expire(model: type[models.Model], pk: int) -> str | None:
    """Unpublish one thing if that is still due; its name, or None.

    A version of it that is to go live later still will: Wagtail would forget that.
    """
    with one_change():
        thing = expired(model).filter(pk=pk).first()
        if thing is None:
            return None
        scheduled = list(thing.revisions.exclude(approved_go_live_at=None))
        thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        Revision.objects.bulk_update(scheduled, ["approved_go_live_at"])
        return str(thing)


def go_live(revision_id: int) -> str | None:
    """Publish one revision if that is still due; its name, or None. Raises RecordError."""
    with one_change():
        revision = due().filter(pk=revision_id).first()
        if revision is None:
            return None
        revision.publish(log_action="wagtail.publish.scheduled")
        return str(revision.as_object())


def due() -> QuerySet:
    return Revision.objects.filter(approved_go_live_at__lte=timezone.now())


def expired(model: type[models.Model]) -> QuerySet:
    return model._default_manager.filter(live=True, expire_at__lte=timezone.now())


def schedulable_models() -> list[type[models.Model]]:
    """Pages, as the base model that holds their schedule, and every other model with drafts."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]
