"""What the schedule could not do."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page
from wagtail.permissions import policy_registry

from books.admin.dashboard.panel import DashboardPanel, edit_address, editable
from books.models import ScheduleFailure
from books.publishing.schedule import schedulable_models


class FailuresPanel(DashboardPanel):
    """Those of what the user may edit, the longest due first."""

    name = "failures"
    order = 90
    heading = gettext_lazy("Failed by the schedule")

    def rows(self, user: AbstractUser) -> list[ScheduleFailure]:
        page = ContentType.objects.get_for_model(Page)
        pages = editable(user).filter(pk=OuterRef("page_id"))
        failures = ScheduleFailure.objects.annotate(page_id=Cast("object_id", IntegerField()))
        mine = Q(Exists(pages), content_type=page) | Q(content_type__in=types_changed_by(user))
        found = list(failures.filter(mine).order_by("requested_at", "pk")[: self.shown + 1])
        for failure in found:
            failure.address = address_of(failure, user)
        return found

    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=lambda row: row.address),
            Column("what", label=_("What was due"), accessor="get_action_display"),
            Column("reason", label=_("Why it failed")),
            DateColumn("requested_at", label=_("Since")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        return reverse("books:index"), _("All books")


def types_changed_by(user: AbstractUser) -> list[ContentType]:
    """Of what is not a page and can be scheduled, the kinds that the user may change."""
    kinds = [model for model in schedulable_models() if model is not Page]
    mine = [
        model
        for model in kinds
        if policy_registry.get_by_type(model).user_has_permission(user, "change")
    ]
    return [ContentType.objects.get_for_model(model) for model in mine]


def address_of(failure: ScheduleFailure, user: AbstractUser) -> str | None:
    model = failure.content_type.model_class()
    if model is Page:
        return edit_address(failure.object_id)
    return AdminURLFinder(user).get_edit_url(model(pk=failure.object_id))
