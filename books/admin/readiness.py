"""The side panel that says what a book still lacks, and follows as its editor types."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.forms.utils import ErrorList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.blocks import BlockField, StreamBlockValidationError, StructBlockValidationError

from books.models import BookPage
from books.readiness.gaps import Gap, ready_channels
from books.readiness.rules import gaps_of

LISTED = "books/admin/readiness/listed.html"
MISTAKES = "books/admin/readiness/mistakes.html"
# Where the focus goes for fields that are lists of forms.
INLINE = ("contributions", "formats", "book_subjects")


def place_of(gap: Gap) -> str:
    """The CSS selector of the gap's field in the form."""
    return f"#id_{gap.field}-FORMS" if gap.field in INLINE else f"[data-contentpath={gap.field}]"


def listed(book: BookPage) -> dict[str, Any]:
    """Each gap is one line, and the badge counts the lines."""
    gaps = gaps_of(book)
    degrees = [(_("Needed"), True), (_("Advisable"), False)]
    return {
        "degrees": [
            (name, [(gap, place_of(gap)) for gap in gaps if gap.needed == needed])
            for name, needed in degrees
        ],
        "channels": [(channel.label, ready) for channel, ready in ready_channels(gaps).items()],
        "count": len(gaps),
    }


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


class Mistake(NamedTuple):
    """What is wrong in a form: where ("Format 2 / ISBN"), why, and the field's CSS selector."""

    label: str
    message: str
    place: str


def mistakes_in(form: Any, above: str = "") -> Iterator[Mistake]:
    """All of them, those in the forms of its inline panels too, in their order."""
    for name, errors in form.errors.items():
        label, place = "", ""
        if field := form.fields.get(name):
            label, place = str(field.label), f"#{form[name].id_for_label}"
        if isinstance(field, BlockField):
            place = f"[data-contentpath={name}]"
        yield Mistake(within(above, label), " ".join(messages_of(errors)), place)
    for formset in form.formsets.values():
        kind = capfirst(formset.model._meta.verbose_name)
        for error in formset.non_form_errors():
            yield Mistake(within(above, kind), error, f"#id_{formset.prefix}-FORMS")
        for number, each in enumerate(formset.forms, 1):
            if not formset._should_delete_form(each):
                yield from mistakes_in(each, within(above, f"{kind} {number}"))


def within(*names: str) -> str:
    return " / ".join(filter(None, names))


def messages_of(errors: ErrorList) -> list[str]:
    """Those of a field; what is wrong in which block of a text, its own editor says."""
    if any(
        isinstance(error, StructBlockValidationError | StreamBlockValidationError)
        for error in errors.as_data()
    ):
        return [_("Something in this text is not right.")]
    return list(errors)


class Answer:
    """Takes the form as it is being typed, saves nothing, and lists what the book lacks."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.POST:
            raise BadRequest("The form arrived without any of its fields.")
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            context = {"mistakes": list(mistakes_in(form))}
            return render(request, MISTAKES, context, status=422)
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
