"""The Books menu: books, and what they share, which choosers can also make on the spot."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from books.admin.book_filters import BookFilters
from books.admin.listing import BookListView
from books.admin.shelving import ShelfViewSet, UseFilterSet
from books.models import BookPage, Contributor, Series, Subject
from books.models.merge import chosen_id
from books.visibility import visible


class SharedThingChooser(BaseChooser):
    """A form that was open during a merge still names the one that went: the kept one is meant."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        posted = super().value_from_datadict(data, files, name)
        # What is no id stays, so that its field is told of it, and its row is not taken for empty.
        return chosen_id(self.model_class, posted) or posted


class VisibleOnes:
    """Lists what is public to all, and the rest to those who may work with it."""

    def get_object_list(self) -> QuerySet:
        return visible(self.model_class, self.request.user)


class ChooseVisibleView(VisibleOnes, ChooseView):
    pass


class ChooseVisibleResultsView(VisibleOnes, ChooseResultsView):
    pass


class VisibleChosenView(SnippetChosenView):
    def get_object(self, pk: Any) -> Model:
        return visible(self.model_class, self.request.user).get(pk=pk)


class VisibleChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[Any]) -> QuerySet:
        return visible(self.model_class, self.request.user).filter(pk__in=pks)


class SharedThingChooserViewSet(SnippetChooserViewSet):
    base_widget_class = SharedThingChooser
    choose_view_class = ChooseVisibleView
    choose_results_view_class = ChooseVisibleResultsView
    chosen_view_class = VisibleChosenView
    chosen_multiple_view_class = VisibleChosenMultipleView


class ContributorChooserViewSet(SharedThingChooserViewSet):
    form_fields = ["name", "kind", "bio"]


class SubjectChooserViewSet(SharedThingChooserViewSet):
    form_fields = ["name", "parent", "bisac", "thema"]


class SeriesChooserViewSet(SharedThingChooserViewSet):
    form_fields = ["name"]


class ContributorFilterSet(UseFilterSet):
    class Meta:
        model = Contributor
        fields = ["kind", "live"]


class SubjectFilterSet(UseFilterSet):
    class Meta:
        model = Subject
        fields = ["parent", "live"]


class SeriesFilterSet(UseFilterSet):
    class Meta:
        model = Series
        fields = ["live"]


class BookViewSet(PageListingViewSet):
    model = BookPage
    name = "books"
    icon = "openquote"
    menu_label = _("All books")
    index_view_class = BookListView
    columns = BookListView.columns
    filterset_class = BookFilters
    list_export = BookListView.list_export
    export_headings = BookListView.export_headings
    export_filename = "books"


class ContributorViewSet(ShelfViewSet):
    model = Contributor
    chooser_viewset_class = ContributorChooserViewSet
    icon = "user"
    menu_label = _("Contributors")
    list_display = ["name", "sort_name", "kind", "live", UpdatedAtColumn()]
    filterset_class = ContributorFilterSet


class SubjectViewSet(ShelfViewSet):
    model = Subject
    chooser_viewset_class = SubjectChooserViewSet
    icon = "tag"
    menu_label = _("Subjects")
    list_display = ["name", "parent", "bisac", "thema", "live", UpdatedAtColumn()]
    filterset_class = SubjectFilterSet


class SeriesViewSet(ShelfViewSet):
    model = Series
    chooser_viewset_class = SeriesChooserViewSet
    icon = "list-ol"
    menu_label = _("Series")
    list_display = ["name", "issn", "live", UpdatedAtColumn()]
    filterset_class = SeriesFilterSet


class BooksGroup(SnippetViewSetGroup):
    """Other entries join this menu through the hook `register_books_menu_item`."""

    menu_label = _("Books")
    menu_name = "books"
    menu_icon = "openquote"
    menu_order = 100
    submenu_hook = "register_books_menu_item"
    items = (BookViewSet, ContributorViewSet, SubjectViewSet, SeriesViewSet)
