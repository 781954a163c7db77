"""Share this draft: links for those who have no login, made, listed and revoked by book."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from books.models import BookPage, DraftShare

DAYS = ((1, gettext_lazy("1 day")), (7, gettext_lazy("7 days")), (30, gettext_lazy("30 days")))
LATEST, AS_OF_NOW = "latest", "now"
VERSIONS = (
    (LATEST, gettext_lazy("Always the latest draft")),
    (AS_OF_NOW, gettext_lazy("The draft as it is now")),
)


def editable_book(user: Any, pk: int) -> BookPage:
    """The book, as it was last saved. Raises Http404 or PermissionDenied."""
    book = get_object_or_404(BookPage, pk=pk)
    if not book.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return book.get_latest_revision_as_object()


class ShareForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("For your own list. For example: the author."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"), choices=DAYS, coerce=int, initial=7
    )
    version = forms.ChoiceField(
        label=gettext_lazy("It shows"),
        choices=VERSIONS,
        initial=LATEST,
        widget=forms.RadioSelect,
    )

    def share(self, book: BookPage, user: Any) -> DraftShare:
        chosen = self.cleaned_data
        return DraftShare.objects.create(
            book=BookPage.objects.get(pk=book.pk),
            label=chosen["label"],
            created_by=user,
            expires_at=timezone.now() + timedelta(days=chosen["days"]),
            content=book.serializable_data() if chosen["version"] == AS_OF_NOW else None,
        )


class SharesView(WagtailAdminTemplateMixin, FormView):
    form_class = ShareForm
    template_name = "books/admin/shares.html"
    page_title = gettext_lazy("Share this draft")
    header_icon = "link"

    @cached_property
    def book(self) -> BookPage:
        return editable_book(self.request.user, self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.page_subtitle = self.book.get_admin_display_title()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.book.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.book.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shares = [
            (share, self.request.build_absolute_uri(share.get_absolute_url()))
            for share in self.book.draft_shares.select_related("created_by")
        ]
        return {**super().get_context_data(**kwargs), "book": self.book, "shares": shares}

    def form_valid(self, form: ShareForm) -> HttpResponse:
        share = form.share(self.book, self.request.user)
        messages.success(
            self.request, _("The link for “%(label)s” is made: copy it below.") % {"label": share}
        )
        return redirect("draft_shares:index", self.book.pk)


@require_POST
def revoke(request: HttpRequest, pk: int, share_id: int) -> HttpResponse:
    book = editable_book(request.user, pk)
    share = get_object_or_404(DraftShare, pk=share_id, book_id=book.pk)
    share.revoke()
    messages.success(request, _("The link for “%(label)s” is revoked.") % {"label": share})
    return redirect("draft_shares:index", book.pk)


class SharesViewSet(ViewSet):
    name = "draft_shares"
    url_prefix = "books/shares"

    def get_urlpatterns(self) -> list:
        return [
            path("<int:pk>/", self.construct_view(SharesView), name="index"),
            path("<int:pk>/<int:share_id>/revoke/", revoke, name="revoke"),
        ]


class SharesSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle sharing")
        icon_name = "link"

        def get_context_data(self, parent_context: dict) -> dict[str, Any]:
            count = len(self.panel.in_force)
            return {**super().get_context_data(parent_context), "count": count}

    name = "shares"
    title = gettext_lazy("Share this draft")
    template_name = "books/admin/shares_panel.html"
    order = 360

    @cached_property
    def in_force(self) -> list[DraftShare]:
        """None of a book that has not been saved yet."""
        return list(DraftShare.objects.in_force().filter(book_id=self.object.pk or 0))

    def get_context_data(self, parent_context: dict) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "shares": self.in_force}
