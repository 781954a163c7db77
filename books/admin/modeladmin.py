"""Tables of what the machine does: to look at, never to edit."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from books.models import Rebuild


class TableView(IndexView):
    """A list whose address may say anything: what makes no sense is told, and left out."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, SuspiciousOperation):
            messages.warning(request, _("There is no such filter: this is the whole list."))
            return redirect(self.index_url)

    def get_filters(self, request: HttpRequest) -> tuple:
        """Only the filters that are shown: an address is no way to look into other fields."""
        filters = super().get_filters(request)
        if filters[2]:
            raise IncorrectLookupParameters
        return filters


class Table(ModelAdmin):
    index_view_class = TableView
    history_view_enabled = False

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return super().inspect_view(request, known_number(instance_pk))

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return super().delete_view(request, known_number(instance_pk))


def known_number(pk: str) -> str:
    if not pk.isdecimal():
        raise Http404
    return pk


class LookOnly(PermissionHelper):
    def user_can_create(self, user) -> bool:
        return False

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False


class RebuildAdmin(Table):
    """How far a change that many books show has come."""

    model = Rebuild
    menu_label = gettext_lazy("Rebuilds")
    menu_icon = "rotate"
    add_to_settings_menu = True
    permission_helper_class = LookOnly
    list_display = ["label", "done", "total", "started_at", "finished_at"]
    list_filter = ["kind"]
