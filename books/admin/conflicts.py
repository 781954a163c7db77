"""Of two who edit the same thing, the second is held up, whichever button they press.

Wagtail 8 refuses only autosaves over a version that the form has not seen; a button saves over
it after a warning in the browser. Nothing is refused to a form that has saved that version
itself. What is decided here is read under the lock (`books.publishing.requests`).
"""

import logging
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Revision
from wagtail.snippets.views import snippets
from wagtail.utils.timestamps import render_timestamp

from books.models import RevisionOrigin

logger = logging.getLogger("frontlist.mails")


class OpenFormViewMixin:
    """For views that make or edit: note which open form saves a revision."""

    @cached_property
    def origin(self) -> RevisionOrigin | None:
        try:
            form = uuid.UUID(self.request.POST.get("form_token", ""))
        except ValueError:
            return None
        return RevisionOrigin(form=form, is_autosave=self.expects_json_response)

    @property
    def revisions_of_form(self) -> QuerySet:
        """What this form has saved so far."""
        form = self.origin and self.origin.form
        return RevisionOrigin.objects.filter(form=form, form__isnull=False)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        form.instance.origin = self.origin
        return super().form_valid(form)


class CreateOnceMixin(OpenFormViewMixin):
    """Makes one thing of one form, even if an answer is lost or a button is pressed twice."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        saved = self.revisions_of_form.values_list("revision__object_id", flat=True).first()
        if saved is None:
            return super().post(request, *args, **kwargs)
        # The browser sends the form again, to where what it made is edited.
        return HttpResponseRedirect(reverse(self.edit_url_name, args=[saved]), status=307)


class ConflictMixin(OpenFormViewMixin):
    """For edit views: refuse, once, to save over a version that the form has not seen."""

    @cached_property
    def is_out_of_date(self) -> bool:
        if self.origin and self.origin.may_follow(self.latest_revision):
            return False
        if self.has_accepted(self.latest_revision):
            return False
        # There was no version when the form was loaded, or it has not heard of the one it made.
        knows_of_none = self.origin and "loaded_revision_id" not in self.request.POST
        return super().is_out_of_date or bool(self.latest_revision and knows_of_none)

    def workflow_action_is_valid(self) -> bool:
        """An autosave decides nothing, though Wagtail's script leaves decisions in the form."""
        return not self.expects_json_response and super().workflow_action_is_valid()

    def has_accepted(self, revision: Revision | None) -> bool:
        """Whether the editor has gone on from the dialog that told of this version.

        It is not lost: a button always saves a new one.
        """
        accepted = self.request.POST.get("accepted_revision_id")
        return not self.expects_json_response and bool(revision and accepted == str(revision.pk))

    def hold_up(self) -> str:
        """The reason, as HTML. The form that is rendered with it goes through when saved again.

        It saves nothing by itself until then, which would be the decision that it asks for.
        """
        self.autosave_enabled = False
        revision = self.latest_revision
        return format_html(
            '{} <a href="{}" target="_blank">{}</a>',
            self.describe_newer_version(revision),
            self.get_revision_url(revision),
            _("See that version"),
        )

    def describe_newer_version(self, revision: Revision) -> str:
        values = {"name": revision.user, "time": render_timestamp(revision.created_at)}
        if revision.user is None:
            first = _("Not saved: there is a newer version, saved at %(time)s.")
        elif revision.user == self.request.user:
            first = _("Not saved: you saved a newer version at %(time)s, in another window.")
        else:
            first = _("Not saved: %(name)s saved a newer version at %(time)s.")
        rest = _(
            "What you typed is still here. Save again to put it in place of that version, which "
            "stays in the history."
        )
        return f"{first % values} {rest}"


class EditPageView(ConflictMixin, EditView):
    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        """A decision that can no longer be made is refused (`refusals.perform_or_say_why`).

        Wagtail 8 saves a draft instead: of a button that is pressed twice, on top of what it has
        just published.
        """
        name, method = super().action_name_and_method
        is_decision = "action-workflow-action" in self.request.POST
        if name == "save" and is_decision and not self.expects_json_response:
            return "perform_workflow_action", self.perform_workflow_action
        return name, method

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
        messages.error(request, self.hold_up())
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def send_commenting_notifications(self, changes: dict[str, list]) -> None:
        """After the commit, so that nobody waits for a mail server."""
        transaction.on_commit(partial(self.mail_comments, changes))

    def mail_comments(self, changes: dict[str, list]) -> None:
        """A mail server that is away keeps no comment from being saved."""
        try:
            super().send_commenting_notifications(changes)
        except OSError as error:
            logger.error("Nobody was told by mail of comments on “%s”: %s", self.page, error)

    def get_revision_url(self, revision: Revision) -> str:
        return reverse("wagtailadmin_pages:revisions_view", args=[self.page.pk, revision.pk])


class RevertPageView(RevisionsRevertView, EditPageView):
    pass


class CreatePageView(CreateOnceMixin, CreateView):
    pass


class PublishedPageViewSet(PageViewSet):
    """For every page type: name a model, and views where they know more."""

    add_view_class = CreatePageView
    edit_view_class = EditPageView
    revisions_revert_view_class = RevertPageView


class CreateEntityView(CreateOnceMixin, snippets.CreateView):
    pass


class EditEntityView(ConflictMixin, snippets.EditView):
    # Wagtail gives a view only the addresses that it names.
    revisions_view_url_name = ""

    def is_valid(self, form: ModelForm) -> bool:
        if self.expects_json_response or not self.is_out_of_date:
            return super().is_valid(form)
        form.defer_required_fields()
        form.is_valid()
        form.restore_required_fields()
        self.produced_error_message = self.hold_up()
        return False

    def get_revision_url(self, revision: Revision) -> str:
        if not self.preview_enabled:
            return reverse(self.history_url_name, args=[self.object.pk])
        return reverse(self.revisions_view_url_name, args=[self.object.pk, revision.pk])
