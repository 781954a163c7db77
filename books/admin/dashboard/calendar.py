"""What comes within a week, and what was published within the last two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, IntegerField, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.query import PageQuerySet

from books.admin.dashboard.panel import DashboardPanel, edit_address, editable

COMING, PAST = timedelta(days=7), timedelta(days=14)
BY_SCHEDULE = "wagtail.publish.scheduled"
PUBLISHED = ("wagtail.publish", BY_SCHEDULE)


@dataclass
class Coming:
    page_id: int
    title: str
    what: str
    when: datetime


class WhenColumn(Column):
    cell_template_name = "books/admin/dashboard/when.html"


class ComingPanel(DashboardPanel):
    """What goes live or expires, the soonest first."""

    name = "coming"
    order = 130
    heading = gettext_lazy("Within a week")

    def rows(self, user: AbstractUser) -> list[Coming]:
        pages, until = editable(user), timezone.now() + COMING
        limit = self.shown + 1
        both = [*going_live(pages, until, limit), *expiring(pages, until, limit)]
        return sorted(both, key=attrgetter("when"))[:limit]

    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=lambda row: edit_address(row.page_id)),
            Column("what", label=_("What happens")),
            WhenColumn("when", label=_("When")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        return reverse("books:index"), _("All books")


def going_live(pages: PageQuerySet, until: datetime, limit: int) -> Iterable[Coming]:
    page_id = Cast("object_id", IntegerField())
    page = pages.filter(pk=OuterRef("page_id"))
    due = Revision.page_revisions.filter(approved_go_live_at__lte=until).annotate(page_id=page_id)
    due = due.filter(Exists(page)).annotate(is_live=Exists(page.filter(live=True)))
    for revision in due.defer("content").order_by("approved_go_live_at", "pk")[:limit]:
        what = _("Its changes go live") if revision.is_live else _("Goes live")
        yield Coming(revision.page_id, revision.object_str, what, revision.approved_go_live_at)


def expiring(pages: PageQuerySet, until: datetime, limit: int) -> Iterable[Coming]:
    due = pages.filter(live=True, expire_at__lte=until)
    for page in due.order_by("expire_at", "pk")[:limit]:
        yield Coming(page.pk, page.title, _("Expires"), page.expire_at)


class PublishedPanel(DashboardPanel):
    """What is public, the last published first."""

    name = "published"
    order = 140
    heading = gettext_lazy("Published lately")

    def rows(self, user: AbstractUser) -> list[Page]:
        since = timezone.now() - PAST
        pages = editable(user).filter(live=True, last_published_at__gte=since)
        found = list(pages.order_by("-last_published_at", "-pk")[: self.shown + 1])
        names = publishers_of(found, since)
        for page in found:
            page.published_by = names.get(page.pk, "")
        return found

    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), get_url=lambda page: edit_address(page.pk)),
            Column("published_by", label=_("Published by")),
            DateColumn("last_published_at", label=_("Published")),
        ]

    def more(self, user: AbstractUser, rows: Sequence[Any]) -> tuple[str, str]:
        address = reverse("wagtailadmin_reports:site_history")
        return f"{address}?action=wagtail.publish", _("All that was published")


def publishers_of(pages: list[Page], since: datetime) -> dict[int, str]:
    """By page: the name of who published it last."""
    if not pages:
        return {}
    entries = PageLogEntry.objects.filter(
        page__in=pages, action__in=PUBLISHED, timestamp__gte=since
    )
    entries = entries.select_related("user").order_by("timestamp", "pk")
    return {entry.page_id: published_by(entry) for entry in entries}


def published_by(entry: PageLogEntry) -> str:
    if entry.action == BY_SCHEDULE:
        return _("The schedule")
    return entry.user_display_name if entry.user_id else ""
