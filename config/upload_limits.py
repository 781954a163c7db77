"""How many fields a request may have: a book's form has some six for each chapter.

Django 5.2 has one limit for all, `DATA_UPLOAD_MAX_NUMBER_FIELDS`, which it applies wherever it
reads fields. Here that is what editors may send; whoever is no editor is held to Django's default.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

from config.errors import is_from_editor

MULTIPART = "multipart/form-data"
SEPARATED = "application/x-www-form-urlencoded"


class FieldLimitMiddleware:
    """Checks queries on the way in, and forms when the user is known and CSRF is not checked yet.

    Django runs the methods `process_view` of all middleware after they were all called.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        check_fields(request.META.get("QUERY_STRING", "").count("&") + 1)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        if not is_from_editor(request):
            check_fields(count_fields(request))


def check_fields(number: int) -> None:
    if number > settings.READERS_MAX_NUMBER_FIELDS:
        raise TooManyFieldsSent("This is more fields than a reader's request may have.")


def count_fields(request: HttpRequest) -> int:
    """Without reading them. Raises RequestDataTooBig: readers send no files."""
    if request.content_type == SEPARATED:
        return request.body.count(b"&") + 1
    if request.content_type == MULTIPART:
        boundary = request.content_params.get("boundary", "")
        return request.body.count(b"--" + boundary.encode())
    return 0
