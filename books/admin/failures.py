"""A publication that fails says so where the editor stands; the draft is kept."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from books.publishing.records import RecordError


class RecordErrorMiddleware:
    """Turns a record that cannot be built into a message on the book's edit page.

    A book that lacks something is checked by the edit form, but by no bulk action: there it is
    a message on the page that asked for the action to be confirmed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if isinstance(error, RecordError):
            forget_messages(request)
            messages.error(request, str(error))
            return redirect("wagtailadmin_pages:edit", error.page.pk)
        if isinstance(error, ValidationError) and "/bulk/" in request.path and request.POST:
            messages.error(request, " ".join(error.messages))
            return redirect(request.get_full_path())
        return None


def forget_messages(request: HttpRequest) -> None:
    """What was to tell of success is no longer so: all is undone."""
    list(messages.get_messages(request))
