"""What readers send us, to look through, to answer, and to carry elsewhere."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.helpers import PermissionHelper

from books.admin.modeladmin import Table
from books.models import ExamCopyRequest


class ReaderPermissions(PermissionHelper):
    """To see them is a permission of its own; nobody writes them here."""

    def may(self, act: str, user: Any) -> bool:
        return user.has_perm(f"{self.opts.app_label}.{self.get_perm_codename(act)}")

    def user_can_list(self, user: Any) -> bool:
        return self.may("view", user)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.may("view", user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return self.may("delete", user)


class ReaderRequestAdmin(Table):
    permission_helper_class = ReaderPermissions
    inspect_view_enabled = True
    list_per_page = 50


def filter_by_state(choices: list[tuple[str, str]]) -> ChoiceFilter:
    """What `in_state` of its set knows, and all."""
    return ChoiceFilter(
        label=gettext_lazy("State"),
        choices=choices,
        method="in_state",
        widget=RadioSelect,
        empty_label=gettext_lazy("All"),
    )


class ReaderRequestFilters(WagtailFilterSet):
    requested_at = DateFromToRangeFilter(
        label=gettext_lazy("Requested"), widget=DateRangePickerWidget
    )


class ExamCopyRequestFilters(ReaderRequestFilters):
    handled = filter_by_state([("no", gettext_lazy("Waiting")), ("yes", gettext_lazy("Handled"))])

    class Meta:
        model = ExamCopyRequest
        fields = ["handled", "form", "requested_at"]

    def in_state(self, requests: QuerySet, name: str, value: str) -> QuerySet:
        return requests.filter(handled_at__isnull=value == "no")


# Which of the mails to the reader or the publisher were given up, and why.
MAIL_PROBLEM = Column("mail_problem", label=gettext_lazy("Not mailed"))


def describe_state(request: ExamCopyRequest) -> str:
    if request.handled_at is None:
        return _("Waiting")
    return _("Handled by %(name)s") % {"name": request.handled_by or _("someone")}


class ExamCopyRequestAdmin(ReaderRequestAdmin):
    model = ExamCopyRequest
    menu_label = gettext_lazy("Exam copy requests")
    menu_icon = "mail"
    list_display = [
        "name",
        Column("book_title", label=gettext_lazy("Book"), sort_key="book__title"),
        "institution",
        "course",
        DateColumn("requested_at", label=gettext_lazy("Requested"), sort_key="requested_at"),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=describe_state,
            primary=lambda request: request.handled_at is None,
            sort_key="handled_at",
        ),
        MAIL_PROBLEM,
    ]
    filterset_class = ExamCopyRequestFilters
    list_select_related = ["book", "handled_by"]
    search_fields = ["name", "email", "institution", "course", "book__title"]
    list_export = [
        *("requested_at", "book_title", "name", "email", "language", "institution"),
        *("department", "course", "enrolment", "term", "get_form_display", "address", "comments"),
        *("handled_at", "handled_by"),
    ]
    export_filename = "exam-copy-requests"
    inspect_view_fields = [
        *("book_title", "name", "email", "language", "institution", "department", "course"),
        "enrolment",
        *("term", "form", "address", "comments", "requested_at", "forwarded_at", "mailed_at"),
        *("mail_problem", "handled_at", "handled_by"),
    ]

    def get_admin_urls_for_registration(self) -> tuple:
        address = path(
            "books/examcopyrequest/handle/<int:pk>/",
            HandleView.as_view(),
            name="handle_exam_copy_request",
        )
        return (*super().get_admin_urls_for_registration(), address)

    def get_extra_buttons(self, instance: ExamCopyRequest, user: Any) -> list[Button]:
        if not user.has_perm("books.change_examcopyrequest"):
            return []
        label = _("Not handled after all") if instance.handled_at else _("Mark as handled")
        address = reverse("handle_exam_copy_request", args=[instance.pk])
        return [Button(label, url=address, icon_name="check", priority=5)]


class HandleView(WagtailAdminTemplateMixin, DetailView):
    """Asks, and with its button marks the request as handled, or as not handled after all."""

    queryset = ExamCopyRequest.objects.select_related("book", "handled_by")
    template_name = "books/admin/handle_request.html"
    page_title = gettext_lazy("Exam copy request")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("books.change_examcopyrequest"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict]:
        back = reverse("books_examcopyrequest_modeladmin_index")
        return [
            *self.breadcrumbs_items,
            {"url": back, "label": ExamCopyRequestAdmin.menu_label},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        handled = request.POST.get("handled") == "yes"
        self.get_object().mark(handled, request.user)
        messages.success(request, _("Handled.") if handled else _("Waiting again."))
        return redirect("books_examcopyrequest_modeladmin_index")
