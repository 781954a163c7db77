"""Says in the admin why something is refused, where Wagtail 8 would only say that it is."""

import sys
from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import auth, messages
from wagtail.admin.views.generic.workflow import BaseWorkflowFormView, WorkflowAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.move import MoveChooseDestinationView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.documents import get_document_model
from wagtail.models import Page

from books.cleaning import sound_id
from books.models import Picture
from books.models.permissions import Refusal, refuse_removal, refuse_unpublishing
from books.publishing.changes import one_change
from books.publishing.media_permissions import reason_to_ask
from books.publishing.page_actions import refuse_unpublishing_below
from books.publishing.workflows import refuse_decision, review_latest

MEDIA = {"wagtailimages": Picture, "wagtaildocs": get_document_model()}

permission_denied = auth.permission_denied
delete_page, choose_destination = DeleteView.dispatch, MoveChooseDestinationView.setup
open_action, act = BaseWorkflowFormView.dispatch, WorkflowAction.post
perform_action = EditView.perform_workflow_action
unpublish_page = UnpublishView.dispatch
unpublish_pages = UnpublishBulkAction.execute_action.__func__


def connect() -> None:
    auth.permission_denied = say_why
    DeleteView.dispatch = delete_or_say_why
    MoveChooseDestinationView.setup = move_or_say_why
    UnpublishView.dispatch = unpublish_or_say_why
    UnpublishBulkAction.execute_action = classmethod(unpublish_all_or_say_why)
    BaseWorkflowFormView.dispatch = open_or_say_why
    WorkflowAction.post = act_or_say_why
    EditView.perform_workflow_action = perform_or_say_why


def say_why(request: HttpRequest) -> HttpResponse:
    """Wagtail calls this while it handles the error, but does not hand it over."""
    error = sys.exc_info()[1]
    reason = str(error) if isinstance(error, Refusal) else reason_of_medium(request)
    if not reason or is_modal(request):
        return permission_denied(request)
    messages.error(request, reason)
    return redirect("wagtailadmin_home")


def reason_of_medium(request: HttpRequest) -> str:
    """Wagtail's views of media ask their policy, which answers yes or no."""
    match = request.resolver_match
    model = match and MEDIA.get(match.app_name)
    ids = [value for value in match.kwargs.values() if isinstance(value, int)] if model else []
    medium = model.objects.filter(pk__in=ids[:1]).first() if ids else None
    return reason_to_ask(request.user, medium) if medium else ""


def delete_or_say_why(
    view: DeleteView, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any
) -> HttpResponse:
    refuse_removal(get_object_or_404(Page, pk=page_id), request.user)
    return delete_page(view, request, page_id, *args, **kwargs)


def move_or_say_why(
    view: MoveChooseDestinationView, request: HttpRequest, *args: Any, **kwargs: Any
) -> None:
    refuse_removal(get_object_or_404(Page, pk=kwargs["page_to_move_id"]), request.user)
    choose_destination(view, request, *args, **kwargs)


def unpublish_or_say_why(
    view: UnpublishView, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    refuse_unpublishing(view.object, request.user)
    return unpublish_page(view, request, *args, **kwargs)


def unpublish_all_or_say_why(
    action: type[UnpublishBulkAction], objects: list[Page], **kwargs: Any
) -> tuple[int, int]:
    """With all below, if that is asked; the action would pass over some of it in silence."""
    if kwargs.get("include_descendants"):
        for page in objects:
            refuse_unpublishing_below(page, kwargs["user"])
    return unpublish_pages(action, objects, **kwargs)


def open_or_say_why(
    view: BaseWorkflowFormView, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """What answers a modal is JSON; Wagtail's redirect would leave it open and silent."""
    if is_modal(request) and not view.object.workflow_in_progress:
        view.add_not_in_moderation_error()
        return leave(view, request)
    return open_action(view, request, *args, **kwargs)


def act_or_say_why(
    view: WorkflowAction, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        return act(view, request, *args, **kwargs)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return leave(view, request)


def leave(view: BaseWorkflowFormView, request: HttpRequest) -> HttpResponse:
    """To the editor, which shows what there is now."""
    address = reverse(view.redirect_url_name, args=[quote(view.object.pk)])
    if is_modal(request):
        return view.render_modal_json(request, {"step": "success", "redirect": address})
    return redirect(address)


def perform_or_say_why(view: EditView) -> HttpResponse:
    """Decide on what the form was opened with; where that is refused, keep what was typed.

    It does not save itself then: it would do so over what has been decided or saved meanwhile.
    """
    try:
        with one_change():
            if not view.workflow_action_is_valid():
                refuse_decision(view.page)
            seen = view.request.POST.get("overwrite_revision_id") or view.request.POST.get(
                "loaded_revision_id"
            )
            if seen and sound_id(seen):
                review_latest(view.page, int(seen))
            return perform_action(view)
    except Refusal as refusal:
        messages.error(view.request, str(refusal))
        view.autosave_enabled = False
        view.has_unsaved_changes = view.has_content_changes
        return view.render_to_response(view.get_context_data())


def is_modal(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"
