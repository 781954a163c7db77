"""The views of one book in the admin, where they know more than those of any page."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.utils.timestamps import render_timestamp

from books.admin.readiness import panel_for
from books.admin.shares import SharesSidePanel
from books.models import BookPage
from books.publishing.effects import effects_of_withdrawing

logger = logging.getLogger("frontlist.mails")


class CreateBookView(CreateView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        panels.append(panel_for(self.page, self.request, self.parent_page.pk))
        panels.append(SharesSidePanel(self.page, self.request))
        return panels


class EditBookView(EditView):
    """Refuses, once, to save over a version that someone else saved in the meantime."""

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        panels.append(panel_for(self.page, self.request, self.parent.pk))
        panels.append(SharesSidePanel(self.page, self.request))
        return panels

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.page.alias_of_id or self.expects_json_response or not self.is_out_of_date:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        self.form.defer_required_fields()
        self.form.is_valid()
        self.form.restore_required_fields()
        messages.error(request, self.newer_version_message())
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def send_commenting_notifications(self, changes: dict[str, list]) -> None:
        """A mail server that is away keeps no comment from being saved."""
        try:
            super().send_commenting_notifications(changes)
        except OSError as error:
            logger.error("Nobody was told by mail of comments on “%s”: %s", self.page, error)

    def newer_version_message(self) -> str:
        """What is rendered with it knows the newer version: saving that goes through."""
        revision = self.latest_revision
        return format_html(
            '{} <a href="{}" target="_blank" rel="noreferrer">{}</a>',
            _(
                "Not saved: %(name)s has saved this book at %(time)s, after you opened it. "
                "What you typed is still here. Save again to put it in place of theirs, which "
                "stays in the history."
            )
            % {
                "name": revision.user or _("someone"),
                "time": render_timestamp(revision.created_at),
            },
            reverse("wagtailadmin_pages:revisions_view", args=[self.page.pk, revision.pk]),
            _("See their version"),
        )


class RevertBookView(RevisionsRevertView, EditBookView):
    pass


class UnpublishBookView(UnpublishView):
    template_name = "books/admin/confirm_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        effects = effects_of_withdrawing(self.object)
        return {**super().get_context_data(**kwargs), "effects": effects}


class BookPageViewSet(PageViewSet):
    model = BookPage
    add_view_class = CreateBookView
    edit_view_class = EditBookView
    revisions_revert_view_class = RevertBookView
    unpublish_view_class = UnpublishBookView
