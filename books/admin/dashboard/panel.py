"""A panel is a short list, and is not there when there is nothing to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, Table
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet


class DashboardPanel(Component):
    """The heading, the rows and their columns; below them a link to all where there are more."""

    template_name = "books/admin/dashboard/panel.html"
    name: str
    order: int
    heading: str | Promise
    shown = 8

    def rows(self, user: AbstractUser) -> Sequence[Any]:
        """What to list, the most pressing first: one more than is shown, if there is more."""
        raise NotImplementedError

    def columns(self) -> list[Column]:
        raise NotImplementedError

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        """The address of the full list, and what to call it."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        rows = self.rows(request.user)
        if not rows:
            return {}
        return {
            "panel": self,
            "table": Table(
                self.columns(),
                rows[: self.shown],
                caption=self.heading,
                classname="listing dashboard-listing",
            ),
            "more": self.more(request.user, rows) if len(rows) > self.shown else None,
            "request": request,
        }


def editable(user: AbstractUser) -> PageQuerySet:
    """The pages that the user may edit: no others are named on a dashboard."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def edit_address(page_id: int | str) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])
