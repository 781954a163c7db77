"""What awaits the user's approval, and what of theirs awaits that of others."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.models import (
    Page,
    Task,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
)

from books.admin.dashboard.panel import DashboardPanel, edit_address, editable


class ReviewActionsColumn(Column):
    cell_template_name = "books/admin/dashboard/review_actions.html"


class ReviewsPanel(DashboardPanel):
    """What waits for the user's approval, the longest first."""

    name = "reviews"
    template_name = "books/admin/dashboard/reviews.html"
    order = 100
    heading = gettext_lazy("Awaiting your review")

    def rows(self, user: AbstractUser) -> list[TaskState]:
        states = TaskState.objects.reviewable_by(user).filter(
            workflow_state__base_content_type=get_default_page_content_type()
        )
        states = states.select_related("revision", "workflow_state__requested_by").defer(
            "revision__content"
        )
        found = list(states.order_by("started_at", "pk")[: self.shown + 1])
        self.add_pages_and_actions(found, user)
        return found

    def add_pages_and_actions(self, states: list[TaskState], user: AbstractUser) -> None:
        pages = Page.objects.in_bulk([int(state.revision.object_id) for state in states])
        tasks = Task.objects.specific().in_bulk({state.task_id for state in states})
        for state in states:
            state.page = pages[int(state.revision.object_id)]
            state.actions = tasks[state.task_id].get_actions(state.page, user)

    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor="revision.object_str",
                get_url=lambda state: edit_address(state.page.pk),
            ),
            Column(
                "submitted_by",
                label=_("Submitted by"),
                accessor=lambda state: get_user_display_name(state.workflow_state.requested_by),
            ),
            DateColumn("started_at", label=_("Submitted")),
            ReviewActionsColumn("actions", label=_("Actions")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        address = reverse("wagtailadmin_reports:workflow")
        return f"{address}?reviewable=true", _("All that awaits your review")


class DraftsPanel(DashboardPanel):
    """What the user edited last and nobody has published, or submitted and nobody has approved."""

    name = "drafts"
    order = 120
    heading = gettext_lazy("Your drafts and submissions")

    def rows(self, user: AbstractUser) -> list[Page]:
        edited = Q(has_unpublished_changes=True, latest_revision__user=user)
        pages = editable(user).filter(edited | Q(pk__in=submitted_by(user)))
        pages = pages.order_by("-latest_revision_created_at", "-pk")
        return list(pages.prefetch_workflow_states().annotate_approved_schedule()[: self.shown + 1])

    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "draft_title", label=_("Title"), get_url=lambda page: edit_address(page.pk)
            ),
            Column("state", label=_("State"), accessor=state_of),
            DateColumn("latest_revision_created_at", label=_("Edited")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        return f"{reverse('books:index')}?edited_by={user.pk}", _("All books you edited")


def submitted_by(user: AbstractUser) -> QuerySet:
    states = WorkflowState.objects.active().filter(
        requested_by=user, base_content_type=get_default_page_content_type()
    )
    return states.annotate(page_id=Cast("object_id", IntegerField())).values("page_id")


def state_of(page: Page) -> str:
    workflow = page.current_workflow_state
    if workflow and workflow.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return changes_requested(workflow.current_task_state.comment)
    if workflow:
        return _("Awaits %(task)s") % {"task": workflow.current_task_state.task.name}
    if page.approved_schedule:
        return _("Scheduled")
    return _("Published, with unpublished changes") if page.live else _("Draft")


def changes_requested(comment: str) -> str:
    if not comment:
        return _("Changes requested")
    return _("Changes requested: %(comment)s") % {"comment": Truncator(comment).chars(120)}
