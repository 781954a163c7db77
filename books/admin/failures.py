"""A publication that fails says so where the editor stands; the draft is kept."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from modelsearch.backends.base import FieldError
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.images.models import SourceImageIOError

from books.admin.demands import demand_what_views_need
from books.admin.sent_values import quotes_sent_value
from books.publishing.records import RecordError
from books.publishing.refusals import PublishingError

logger = logging.getLogger("frontlist.admin")


class RecordErrorMiddleware:
    """Turns what keeps a book from being published into a message on its edit page.

    What a book lacks is checked by the edit form, but neither by an approval nor by a bulk action;
    of a bulk action it is said on the page that asked for it to be confirmed. A form without the
    fields that Wagtail's own forms always send, cut off or made by hand, is a bad request, and so
    is one with a value that no view can read. What someone else has deleted since the form was
    opened is not found. What is still used is not deleted, and that is said where it was asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        if is_for_admin(request):
            demand_what_views_need(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if (
            isinstance(error, ValidationError)
            and "/bulk/" in request.path
            and request.method == "POST"
        ):
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        if isinstance(error, ProtectedError) and is_for_admin(request):
            # Wagtail (8.0) asks its index of references first, which may lag behind the tables.
            forget_messages(request)
            messages.error(request, _("Nothing was deleted: it is still used."))
            return redirect(request.get_full_path())
        if isinstance(error, RecordError):
            return say_at(error.page, request, str(error))
        if isinstance(error, PublishingError):
            return say_at(error.thing, request, str(error))
        if isinstance(error, MultiValueDictKeyError):
            raise BadRequest(f"The form arrived without some of its fields: {error}") from error
        if isinstance(error, ObjectDoesNotExist) and is_for_admin(request):
            raise Http404("It has been deleted in the meantime.") from error
        if isinstance(error, SourceImageIOError) and is_for_admin(request):
            raise Http404("This picture cannot be read.") from error
        if isinstance(error, InvalidPage):
            raise Http404("The list has no such page.") from error
        if isinstance(error, FieldError) and "tag" in request.GET:
            # Wagtail (8.0) lets one search within a tag, which its index cannot.
            raise BadRequest(str(error)) from error
        if is_for_admin(request) and quotes_sent_value(error, request):
            # It may be a fault of ours after all.
            logger.warning("%s was refused.", request.path, exc_info=error)
            raise BadRequest("A view cannot read what was sent to it.") from error
        return None


def is_for_admin(request: HttpRequest) -> bool:
    is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
    return is_admin and request.user.is_authenticated


def say_at(thing: Model, request: HttpRequest, message: str) -> HttpResponse:
    """Lead the user to the thing's own form, or home if they may not edit it."""
    forget_messages(request)
    messages.error(request, message)
    address = AdminURLFinder(request.user).get_edit_url(thing) or reverse("wagtailadmin_home")
    if "/workflow/" in request.path and is_from_dialog(request):
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def is_from_dialog(request: HttpRequest) -> bool:
    """Wagtail's dialogs send their form themselves, and go where the JSON answer says."""
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def forget_messages(request: HttpRequest) -> None:
    """What was to tell of success is no longer so: all is undone."""
    list(messages.get_messages(request))
