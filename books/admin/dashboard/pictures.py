"""Pictures that something is wrong with."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permissions import policy_registry

from books.admin.dashboard.panel import DashboardPanel
from books.models import Picture


class PicturesPanel(DashboardPanel):
    """Those that the user may change, the newest first."""

    name = "pictures"
    order = 145
    heading = gettext_lazy("Pictures to look at")
    shown = 5

    def rows(self, user: AbstractUser) -> list[Picture]:
        policy = policy_registry.get_by_type(Picture)
        pictures = policy.instances_user_has_permission_for(user, "change").exclude(problem="")
        return list(pictures.order_by("-pk")[: self.shown + 1])

    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Picture"), url_name="wagtailimages:edit"),
            Column("problem", label=_("Problem"), accessor="get_problem_display"),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        return reverse("wagtailimages:index"), _("All images")
