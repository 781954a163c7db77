"""wagtail-modeladmin's tables, in the look of the lists of Wagtail 8.

modeladmin 2.5 keeps the models, menus, addresses and permissions; its own templates are those of
Wagtail 5. The list is Wagtail's generic one instead, and the other views fill Wagtail's templates.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import label_for_field, lookup_field, quote
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, InspectView

from books.cleaning import sound_id
from books.index.limits import cut_search
from books.models import Rebuild

# What an address may say to any list, besides its filters.
PARAMETERS = {"q", "p", "ordering", "export", "_w_filter_fragment"}


class TableView(generic.IndexView):
    """A list whose address may say anything: what makes no sense is told."""

    model_admin: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        admin = self.model_admin
        self.model = admin.model
        self.list_display, self.list_export = admin.list_display, admin.list_export
        self.filterset_class, self.search_fields = admin.filterset_class, admin.search_fields
        self.paginate_by, self.export_filename = admin.list_per_page, admin.export_filename
        self.header_icon = admin.menu_icon
        self.index_url_name, self.index_results_url_name = (
            admin.url_helper.get_action_url_name(name) for name in ("index", "results")
        )
        super().setup(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say of an unknown filter that it is none: its list or export would be too long."""
        if set(request.GET) - PARAMETERS - set(self.get_filter_names()):
            messages.warning(request, _("There is no such filter: this is the whole list."))
            return redirect(self.index_url)
        return super().get(request, *args, **kwargs)

    def get_filter_names(self) -> Iterator[str]:
        for name, field in self.filters.form.fields.items() if self.filters else ():
            suffixes = getattr(field.widget, "suffixes", [])
            yield from [field.widget.suffixed(name, each) for each in suffixes] or [name]

    def user_has_permission(self, permission: str) -> bool:
        """Rows come from readers and from the machine: there is no button to add any."""
        return False

    def user_has_any_permission(self, permissions: Any) -> bool:
        return self.model_admin.permission_helper.user_can_list(self.request.user)

    def get_inspect_url(self, instance: Model) -> str | None:
        if self.model_admin.permission_helper.user_can_inspect_obj(self.request.user, instance):
            return self.model_admin.url_helper.get_action_url("inspect", quote(instance.pk))

    def get_delete_url(self, instance: Model) -> str | None:
        if self.model_admin.permission_helper.user_can_delete_obj(self.request.user, instance):
            return self.model_admin.url_helper.get_action_url("delete", quote(instance.pk))

    def get_page_title(self) -> str:
        return str(self.model_admin.get_menu_label())

    def get_base_queryset(self) -> QuerySet:
        rows = self.model_admin.get_queryset(self.request)
        related = self.model_admin.list_select_related
        return rows.select_related(*related) if related else rows

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Of a filter that makes no sense, nothing is listed: the whole list would be wrong."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    @cached_property
    def no_results_message(self) -> str:
        errors = self.filters.errors.values() if self.filters else ()
        return " ".join(error for field in errors for error in field) or super().no_results_message

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Each word is looked for, in any of the fields."""
        search = self.model_admin.get_search_handler(self.request).search_queryset
        return search(queryset, cut_search(self.search_query))

    def get_list_more_buttons(self, instance: Model) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        return [*self.model_admin.get_extra_buttons(instance, self.request.user), *buttons]

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return label_for_field(field, model=self.model, model_admin=self.model_admin).title()

    def to_row_dict(self, item: Model) -> dict[str, Any]:
        empty = self.model_admin.empty_value_display
        values = ((name, lookup_field(name, item, self.model_admin)) for name in self.list_export)
        return {name: value or empty for name, (_field, _attribute, value) in values}


class PageFurniture(WagtailAdminTemplateMixin):
    """Header and breadcrumbs, around a view of modeladmin's on one row."""

    def get_page_subtitle(self) -> str:
        return str(self.instance)

    def get_header_icon(self) -> str:
        return self.model_admin.menu_icon

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": self.model_admin.get_menu_label()},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class TableInspectView(PageFurniture, InspectView):
    page_title = gettext_lazy("Inspect")

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        return capfirst(super().get_field_label(field_name, field))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        user = self.request.user
        buttons = self.model_admin.get_extra_buttons(self.instance, user)
        if self.permission_helper.user_can_delete_obj(user, self.instance):
            buttons.append(Button(_("Delete"), url=self.delete_url, icon_name="bin", priority=30))
        return buttons


class TableDeleteView(PageFurniture, DeleteView):
    def get_delete_url(self) -> str:
        return self.delete_url

    def get_success_url(self) -> str:
        return self.index_url


class Table(ModelAdmin):
    """As for Wagtail's own lists, `list_display` may have columns, and filters are a set."""

    index_view_class = TableView
    inspect_view_class = TableInspectView
    delete_view_class = TableDeleteView
    inspect_template_name = "books/admin/inspect_row.html"
    delete_template_name = "books/admin/delete_row.html"
    history_view_enabled = False
    filterset_class: type | None = None
    export_filename = "spreadsheet-export"

    def get_extra_buttons(self, instance: Model, user: Any) -> list[Button]:
        """What else can be done with a row, in its menu and in that of its page."""
        return []

    def get_admin_urls_for_registration(self) -> tuple:
        results = path(
            f"{self.url_helper.base_url_path}/results/",
            self.index_results_view,
            name=self.url_helper.get_action_url_name("results"),
        )
        return (*super().get_admin_urls_for_registration(), results)

    def index_results_view(self, request: HttpRequest) -> HttpResponse:
        """The list without its page, which a script swaps in while one filters."""
        return self.index_view_class.as_view(model_admin=self, results_only=True)(request)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return super().inspect_view(request, known_number(instance_pk))

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return super().delete_view(request, known_number(instance_pk))


def known_number(pk: str) -> str:
    if not sound_id(pk):
        raise Http404
    return pk


class LookOnly(PermissionHelper):
    def user_can_create(self, user) -> bool:
        return False

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False


class RebuildFilters(WagtailFilterSet):
    class Meta:
        model = Rebuild
        fields = ["kind"]


class RebuildAdmin(Table):
    """How far a change that many books show has come."""

    model = Rebuild
    menu_label = gettext_lazy("Rebuilds")
    menu_icon = "rotate"
    add_to_settings_menu = True
    permission_helper_class = LookOnly
    list_display = [
        "label",
        "done",
        "total",
        DateColumn("started_at", label=gettext_lazy("Started"), sort_key="started_at"),
        DateColumn("finished_at", label=gettext_lazy("Finished"), sort_key="finished_at"),
    ]
    filterset_class = RebuildFilters
