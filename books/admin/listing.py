"""The desk: all books in one list, with what an editor needs to see of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView

from books.admin.book_filters import BookFilters, found
from books.admin.status import BookStatus, with_status
from books.images import jpegs_of
from books.models import BookIndexPage, BookPage, Format
from books.models.format import date_with_precision
from books.queries import credits_with_people, pictures, shelvings

# Books loaded at once for an export.
BATCH = 500


def cover(book: BookPage) -> SafeString:
    """The smallest rendition that is there; the title beside it says whose it is."""
    if not book.cover:
        return format_html('<span class="cover-missing">{}</span>', _("No cover"))
    ready = jpegs_of(book.cover)
    if not ready:
        return format_html('<span class="cover-missing">{}</span>', _("Not ready yet"))
    return format_html('<img class="cover-small" src="{}" alt="" loading="lazy">', ready[0].url)


def names(book: BookPage) -> str:
    return ", ".join(contribution.name for contribution in book.contributions.all())


def price_line(format_: Format) -> str:
    prices = ", ".join(price.in_full for price in format_.prices.all())
    return f"{format_.get_form_display()} {prices}".strip()


def formats(book: BookPage) -> SafeString:
    return format_html_join(
        SafeString("<br>"), "{}", ((price_line(each),) for each in book.formats.all())
    )


def publication_date(book: BookPage) -> str:
    """The first date of its formats, no finer than it is known."""
    dated = [each for each in book.formats.all() if each.published_on]
    first = min(dated, key=lambda each: each.published_on, default=None)
    return date_with_precision(first.published_on, first.published_on_precision) if first else ""


def first_date() -> QuerySet:
    """Beside the book, not joined to it: a join would have to group all that is listed."""
    dated = Format.objects.filter(page=OuterRef("pk"), published_on__isnull=False)
    return dated.order_by("published_on").values("published_on")[:1]


def status(book: BookPage) -> SafeString:
    label = BookStatus(book.book_status).label
    if book.book_status == BookStatus.SCHEDULED and book.go_live_at:
        label = f"{label}, {date_format(localtime(book.go_live_at), 'SHORT_DATE_FORMAT')}"
    shown = book.live and book.book_status != BookStatus.EXPIRED
    if shown and book.book_status in (BookStatus.IN_REVIEW, BookStatus.SCHEDULED):
        label = _("%(status)s; now live") % {"status": label}
    style = "w-status w-status--primary" if shown else "w-status"
    return format_html('<span class="{}">{}</span>', style, label)


def readiness(book: BookPage) -> str:
    return book.readiness.in_words if hasattr(book, "readiness") else ""


class TitleColumn(PageTitleColumn):
    """With the subtitle under the title."""

    cell_template_name = "books/admin/title_cell.html"


# The columns of an export: the headings, and what stands below them.
EXPORTED: dict[str, tuple[Any, Callable[[BookPage], Any]]] = {
    "id": (_("ID"), lambda book: book.pk),
    "title": (_("Title"), lambda book: book.title),
    "subtitle": (_("Subtitle"), lambda book: book.subtitle),
    "contributors": (_("Contributors"), names),
    "formats": (
        _("Formats and prices"),
        lambda book: "; ".join(price_line(each) for each in book.formats.all()),
    ),
    "isbns": (
        _("ISBNs"),
        lambda book: ", ".join(each.isbn for each in book.formats.all() if each.isbn),
    ),
    "published": (_("Published"), publication_date),
    "series": (_("Series"), lambda book: str(book.series or "")),
    "subjects": (
        _("Subjects"),
        lambda book: ", ".join(str(each) for each in book.book_subjects.all()),
    ),
    "status": (_("Status"), lambda book: str(BookStatus(book.book_status).label)),
    "readiness": (_("Readiness"), readiness),
    "updated": (_("Updated"), lambda book: book.latest_revision_created_at),
    "address": (_("Address"), lambda book: book.full_url if book.live else ""),
}


class BookListView(IndexView):
    model = BookPage
    index_results_url_name = "books:index_results"
    results_template_name = "books/admin/book_list.html"
    columns = [
        BulkActionsColumn("bulk_actions"),
        Column("cover", label=_("Cover"), accessor=cover, width="4rem"),
        TitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("contributors", label=_("Contributors"), accessor=names),
        Column("formats", label=_("Formats and prices"), accessor=formats),
        Column(
            "published", label=_("Published"), accessor=publication_date, sort_key="published_on"
        ),
        Column("status", label=_("Status"), accessor=status),
        Column("readiness", label=_("Readiness"), accessor=readiness, sort_key="readiness__needed"),
        DateColumn(
            "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"
        ),
    ]
    filterset_class = BookFilters
    list_export = list(EXPORTED)
    export_headings = {name: heading for name, (heading, _value) in EXPORTED.items()}

    @classmethod
    def listed_for(cls, request: HttpRequest) -> QuerySet:
        """The books that the filters and the search of this request leave, on all pages."""
        view = cls()
        view.setup(request)
        return view.get_queryset()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An export is written batch by batch, without the list around it."""
        if self.is_export:
            books = self.get_queryset().iterator(chunk_size=BATCH)
            return self.as_spreadsheet(books, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        """Of an editor of all catalogues, Wagtail need not ask for each page whether it is seen."""
        if not self.sees_all:
            return super().get_base_queryset()
        return self.annotate_queryset(BookPage.objects.all())

    @cached_property
    def sees_all(self) -> bool:
        """Whether every catalogue, and with it every book, stands below what this user works on."""
        if self.request.user.is_superuser:
            return True
        tops = self.permission_policy.instances_with_direct_explore_permission(self.request.user)
        below = tuple(top.path for top in tops)
        paths = BookIndexPage.objects.values_list("path", flat=True)
        return all(path.startswith(below) for path in paths)

    def get_paginator(self, queryset: QuerySet, *args: Any, **kwargs: Any) -> Paginator:
        """Of all books, the database counts one table."""
        paginator = super().get_paginator(queryset, *args, **kwargs)
        if self.sees_all and not self.is_narrowed():
            paginator.count = BookPage.objects.count()
        return paginator

    def is_narrowed(self) -> bool:
        return self.is_searching or self.filters.form.has_changed()

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        """All that the columns show, in as many queries for fifty books as for one."""
        return (
            with_status(super().annotate_queryset(pages))
            .annotate(published_on=Subquery(first_date()))
            .prefetch_related(
                *("readiness", "series"),
                Prefetch("cover", queryset=pictures()),
                "formats__prices",
                Prefetch("contributions", credits_with_people()),
                Prefetch("book_subjects", shelvings()),
            )
        )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Of a filter that makes no sense, nothing is listed: all books would be a wrong answer."""
        if self.filters.is_valid():
            return super().filter_queryset(queryset)
        errors = [error for field in self.filters.errors.values() for error in field]
        messages.error(self.request, " ".join(errors))
        return queryset.none()

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return found(queryset, self.search_query) if self.is_searching else queryset

    def get_ordering(self) -> str:
        asked = self.request.GET.get("ordering")
        return asked if asked in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """What has no date or no revision comes last, whichever way round."""
        name = F(self.ordering.removeprefix("-"))
        turned = name.desc if self.ordering.startswith("-") else name.asc
        return queryset.order_by(turned(nulls_last=True), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Bulk actions are those on books, told as those on pages."""
        context = super().get_context_data(**kwargs)
        return {**context, "model_opts": BookPage._meta, "item_type": "PAGE"}

    def to_row_dict(self, item: BookPage) -> dict[str, Any]:
        return {name: value(item) for name, (_heading, value) in EXPORTED.items()}
