"""What readers ask for and nobody has answered."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from books.admin.dashboard.panel import DashboardPanel
from books.models import ExamCopyRequest


class RequestsPanel(DashboardPanel):
    """The newest that wait, and how many there are."""

    name = "requests"
    order = 110
    heading = gettext_lazy("Exam copy requests")
    shown = 5

    def rows(self, user: AbstractUser) -> list[ExamCopyRequest]:
        if not user.has_perm("books.view_examcopyrequest"):
            return []
        waiting = ExamCopyRequest.objects.filter(handled_at=None).select_related("book")
        waiting = waiting.annotate(waiting=Window(Count("pk")))
        return list(waiting.order_by("-requested_at", "-pk")[: self.shown + 1])

    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "book_title",
                label=_("Book"),
                url_name="books_examcopyrequest_modeladmin_inspect",
            ),
            Column("name", label=_("Name")),
            Column("institution", label=_("Institution")),
            DateColumn("requested_at", label=_("Requested")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        label = _("All %(count)s requests that wait")
        address = reverse("books_examcopyrequest_modeladmin_index")
        return f"{address}?handled=no", label % {"count": rows[0].waiting}
