"""The lists of contributors, subjects and series: how many books use each, and merging."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.history import ActionColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CopyView, HistoryView, IndexView, SnippetViewSet

from books.admin.conflicts import CreateEntityView, EditEntityView
from books.admin.merging import ChooseKeptView, ConfirmMergeView, UndoMergeView, may_merge
from books.merging.counts import books_of_each, used
from books.merging.merge import MERGED
from books.merging.plan import kind_of_model
from books.merging.undo import standing_merges

IN_USE = (
    ("yes", gettext_lazy("On a book, a draft or another page")),
    ("no", gettext_lazy("On no book, nor on another page")),
)


class UseFilterSet(WagtailFilterSet):
    in_use = ChoiceFilter(label=gettext_lazy("Books"), choices=IN_USE, method="filter_in_use")

    def filter_in_use(self, things: QuerySet, name: str, value: str) -> QuerySet:
        ids = used(kind_of_model(things.model))
        return things.filter(pk__in=ids) if value == "yes" else things.exclude(pk__in=ids)


class BooksColumn(TitleColumn):
    """The number of books, which leads to what they are."""

    def get_link_attrs(self, instance: Any, parent_context: dict) -> dict[str, str]:
        words = ngettext(
            "%(n)d book uses “%(name)s”", "%(n)d books use “%(name)s”", instance.used_by
        )
        named = words % {"n": instance.used_by, "name": instance.name}
        return {**super().get_link_attrs(instance, parent_context), "aria-label": named}


class ShelfIndexView(IndexView):
    usage_url_name = merge_url_name = ""

    def get_table(self, object_list: Any) -> Table:
        counts = books_of_each(kind_of_model(self.model), [each.pk for each in object_list])
        for each in object_list:
            each.used_by = counts[each.pk]
        return super().get_table(object_list)

    @cached_property
    def columns(self) -> list[Column]:
        books = BooksColumn("used_by", label=_("Books"), url_name=self.usage_url_name)
        return [*super().columns, books]

    def get_list_more_buttons(self, instance: Model) -> list:
        return super().get_list_more_buttons(instance) + merge_buttons(self, instance)


class ShelfEditView(EditEntityView):
    merge_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return super().header_more_buttons + merge_buttons(self, self.object)


class ShelfCopyView(CopyView):
    """Wagtail 8 saves what is posted here over the original, as a draft: it is a new one."""

    def get_initial_form_instance(self) -> Model:
        original = super().get_initial_form_instance()
        return self.model() if self.request.method == "POST" else original


def merge_buttons(view: Any, thing: Model) -> list[Button]:
    if not may_merge(view):
        return []
    address = reverse(view.merge_url_name, args=[quote(thing.pk)])
    return [Button(_("Merge…"), url=address, icon_name="resubmit", priority=35)]


class MergesColumn(ActionColumn):
    """The action of a history's entry, with “Undo merge” where a merge still stands."""

    cell_template_name = "wagtailadmin/generic/history/action_cell.html"

    def __init__(self, *args: Any, standing: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing

    def get_actions(self, instance: Any, parent_context: dict) -> list[dict]:
        actions = super().get_actions(instance, parent_context)
        if instance.action == MERGED and instance.data["merge"] in self.standing:
            address = reverse(self.url_names["undo_merge"], args=[instance.data["merge"]])
            actions.append({"url": address, "label": _("Undo merge")})
        return actions


class ShelfHistoryView(HistoryView):
    undo_merge_url_name = ""

    @cached_property
    def columns(self) -> list[Column]:
        action, *others = super().columns
        standing = standing_merges(kind_of_model(self.model), self.object.pk)
        first = MergesColumn(
            action.name,
            label=action.label,
            object=self.object,
            url_names={**action.url_names, "undo_merge": self.undo_merge_url_name},
            user_can_unschedule=action.user_can_unschedule,
            standing=standing if may_merge(self) else set(),
        )
        return [first, *others]


class ShelfViewSet(SnippetViewSet):
    index_view_class = ShelfIndexView
    add_view_class = CreateEntityView
    edit_view_class = ShelfEditView
    copy_view_class = ShelfCopyView
    history_view_class = ShelfHistoryView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("merge", "confirm_merge", "undo_merge")
        urls = {f"{name}_url_name": self.get_url_name(name) for name in names}
        return super().get_common_view_kwargs(**urls, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        choose, confirm, undo = map(
            self.construct_view, (ChooseKeptView, ConfirmMergeView, UndoMergeView)
        )
        return [
            *super().get_urlpatterns(),
            path("merge/<int:pk>/", choose, name="merge"),
            path("merge/<int:pk>/into/<int:kept>/", confirm, name="confirm_merge"),
            path("undo-merge/<int:merge>/", undo, name="undo_merge"),
        ]
