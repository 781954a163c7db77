"""How far a book has come, as an editor would say it: one word, in lists and in filters."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, TextChoices, Value, When
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState


class BookStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    CHANGED = "changed", _("Live with changes")
    EXPIRED = "expired", _("Expired")


def with_status(books: QuerySet) -> QuerySet:
    """The books, each with the `book_status` that its people would act on first."""
    return books.annotate(
        book_status=Case(
            When(Exists(in_review()), then=Value(BookStatus.IN_REVIEW)),
            When(Exists(scheduled()), then=Value(BookStatus.SCHEDULED)),
            When(live=True, expire_at__lte=Now(), then=Value(BookStatus.EXPIRED)),
            When(live=True, has_unpublished_changes=True, then=Value(BookStatus.CHANGED)),
            When(live=True, then=Value(BookStatus.LIVE)),
            When(expired=True, then=Value(BookStatus.EXPIRED)),
            default=Value(BookStatus.DRAFT),
            output_field=CharField(),
        )
    )


def in_review() -> QuerySet:
    return WorkflowState.objects.filter(
        base_content_type_id=page_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )


def scheduled() -> QuerySet:
    return Revision.objects.filter(
        base_content_type_id=page_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )


def page_type() -> int:
    return ContentType.objects.get_for_model(Page).pk
