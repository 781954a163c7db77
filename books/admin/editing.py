"""The views of one book in the admin, where they know more than those of any page."""

from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.unpublish import UnpublishView

from books.admin.conflicts import (
    CreatePageView,
    EditPageView,
    PublishedPageViewSet,
    RevertPageView,
)
from books.admin.readiness import panel_for
from books.admin.shares import SharesSidePanel
from books.models import BookIndexPage, BookPage
from books.publishing.effects import effects_of_withdrawing


class EditBookView(EditPageView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        panels.append(panel_for(self.page, self.request, self.parent.pk))
        panels.append(SharesSidePanel(self.page, self.request))
        return panels


class CreateBookView(CreatePageView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        panels.append(panel_for(self.page, self.request, self.parent_page.pk))
        panels.append(SharesSidePanel(self.page, self.request))
        return panels


class RevertBookView(RevertPageView, EditBookView):
    pass


class UnpublishBookView(UnpublishView):
    template_name = "books/admin/confirm_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        effects = effects_of_withdrawing(self.object)
        return {**super().get_context_data(**kwargs), "effects": effects}


class BookPageViewSet(PublishedPageViewSet):
    model = BookPage
    add_view_class = CreateBookView
    edit_view_class = EditBookView
    revisions_revert_view_class = RevertBookView
    unpublish_view_class = UnpublishBookView


class BookIndexPageViewSet(PublishedPageViewSet):
    model = BookIndexPage
