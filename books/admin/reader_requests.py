"""What readers send us, to look through, to answer, and to carry elsewhere."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

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


class HandledFilter(SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple]:
        return [("no", _("Waiting")), ("yes", _("Handled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        states = {"no": True, "yes": False}
        if self.value() not in states:
            return queryset
        return queryset.filter(handled_at__isnull=states[self.value()])


class HandleButton(ButtonHelper):
    def get_buttons_for_obj(self, obj: ExamCopyRequest, *args: Any, **kwargs: Any) -> list[dict]:
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        if self.request.user.has_perm("books.change_examcopyrequest"):
            buttons.insert(0, self.handle_button(obj, kwargs.get("classnames_add")))
        return buttons

    def handle_button(self, obj: ExamCopyRequest, classnames: list[str] | None) -> dict[str, str]:
        label = _("Not handled after all") if obj.handled_at else _("Mark as handled")
        return {
            "url": reverse("handle_exam_copy_request", args=[obj.pk]),
            "label": label,
            "classname": self.finalise_classname(classnames or []),
            "title": f"{label}: {obj}",
        }


class ExamCopyRequestAdmin(ReaderRequestAdmin):
    model = ExamCopyRequest
    menu_label = gettext_lazy("Exam copy requests")
    menu_icon = "mail"
    button_helper_class = HandleButton
    list_display = ["requested_at", "book_title", "name", "institution", "course", "state"]
    list_filter = [HandledFilter, "form", "requested_at"]
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
        *("handled_at", "handled_by"),
    ]

    def get_admin_urls_for_registration(self) -> tuple:
        address = path(
            "books/examcopyrequest/handle/<int:pk>/", handle, name="handle_exam_copy_request"
        )
        return (*super().get_admin_urls_for_registration(), address)

    def state(self, request: ExamCopyRequest) -> str:
        if request.handled_at is None:
            return _("Waiting")
        return _("Handled by %(name)s") % {"name": request.handled_by or _("someone")}

    state.short_description = gettext_lazy("state")
    state.admin_order_field = "handled_at"


def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, and with its button marks the request as handled, or as not handled after all."""
    if not request.user.has_perm("books.change_examcopyrequest"):
        raise PermissionDenied
    asked = get_object_or_404(ExamCopyRequest.objects.select_related("book", "handled_by"), pk=pk)
    if request.method != "POST":
        return render(request, "books/admin/handle_request.html", {"asked": asked})
    handled = request.POST.get("handled") == "yes"
    if bool(asked.handled_at) != handled:
        asked.mark(handled, request.user)
    messages.success(request, _("Handled.") if handled else _("Waiting again."))
    return redirect("books_examcopyrequest_modeladmin_index")
