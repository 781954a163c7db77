"""What is not ready for its readers, or for the trade."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from books.admin.dashboard.panel import DashboardPanel, edit_address, editable
from books.models import BookReadiness


class ReadinessPanel(DashboardPanel):
    """The books that lack most of what they need, and how many lack any of it."""

    name = "readiness"
    order = 150
    heading = gettext_lazy("Not ready")
    shown = 5

    def rows(self, user: AbstractUser) -> list[BookReadiness]:
        lacking = BookReadiness.objects.filter(
            needed__gt=0, book__alias_of=None, book__in=editable(user).values("pk")
        )
        lacking = lacking.select_related("book").annotate(lacking=Window(Count("pk")))
        return list(lacking.order_by("-needed", "-gaps", "-pk")[: self.shown + 1])

    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "book.draft_title", label=_("Book"), get_url=lambda row: edit_address(row.pk)
            ),
            Column("in_words", label=_("Lacks")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        address = f"{reverse('books:index')}?missing=needed&ordering=-readiness__needed"
        label = _("All %(count)s books that are not ready")
        return address, label % {"count": rows[0].lacking}
