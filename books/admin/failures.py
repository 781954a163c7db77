"""A publication that fails says so where the editor stands; the draft is kept."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from books.publishing.records import RecordError


class RecordErrorMiddleware:
    """Turns a record that cannot be built into a message on the book's edit page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RecordError) or not request.user.is_authenticated:
            return None
        messages.error(request, str(error))
        return redirect("wagtailadmin_pages:edit", error.page.pk)
