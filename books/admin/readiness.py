"""The side panel that says what a book still lacks, and follows as its editor types."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.admin.viewsets.base import ViewSet

from books.models import BookPage
from books.readiness.gaps import Gap, by_channel
from books.readiness.rules import gaps_of

LISTED = "books/admin/readiness/listed.html"
# Where the focus goes for fields that are lists of forms.
INLINE = ("contributions", "formats", "book_subjects")


def place_of(gap: Gap) -> str:
    """The CSS selector of the gap's field in the form."""
    return f"#id_{gap.field}-FORMS" if gap.field in INLINE else f"[data-contentpath={gap.field}]"


def listed(book: BookPage) -> dict[str, Any]:
    gaps = gaps_of(book)
    channels = [
        (channel.label, [(gap, place_of(gap)) for gap in lacking])
        for channel, lacking in by_channel(gaps).items()
    ]
    return {"channels": channels, "count": len(gaps)}


class ReadinessSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle readiness")
        icon_name = "tasks"

        def get_context_data(self, parent_context: dict) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "count": self.panel.listed["count"]}

    name = "readiness"
    title = _("Readiness")
    template_name = "books/admin/readiness/panel.html"
    order = 350

    def __init__(self, book: BookPage, request: HttpRequest, url: str) -> None:
        super().__init__(book, request)
        self.url = url

    @cached_property
    def listed(self) -> dict[str, Any]:
        return listed(self.object)

    def get_context_data(self, parent_context: dict) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), **self.listed, "url": self.url}


class Answer:
    """Takes the form as it is being typed, saves nothing, and lists what the book lacks."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            return HttpResponse(status=422)
        form.save(commit=False)
        return render(request, LISTED, listed(self.object))


class ReadinessView(Answer, PreviewOnEditView):
    pass


class NewBookReadinessView(Answer, PreviewOnCreateView):
    content_type = cached_property(lambda self: ContentType.objects.get_for_model(BookPage))


class ReadinessViewSet(ViewSet):
    name = "book_readiness"
    url_prefix = "books/readiness"

    def get_urlpatterns(self) -> list:
        return [
            path("<int:page_id>/", ReadinessView.as_view(), name="edit"),
            path("new/<int:parent_page_id>/", NewBookReadinessView.as_view(), name="add"),
        ]


def panel_for(book: BookPage, request: HttpRequest, parent_id: int) -> ReadinessSidePanel:
    name, pk = ("edit", book.pk) if book.pk else ("add", parent_id)
    return ReadinessSidePanel(book, request, reverse(f"book_readiness:{name}", args=[pk]))
