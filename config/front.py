"""What no view has to care for: input that no database could take is refused in front of all."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse

from books.index.limits import MOST_CHARACTERS, MOST_WORDS, has_too_many_words
from config.errors import error_response, is_api

LONGEST_QUERY = LONGEST_PATH = 8192
LONGEST_NUMBER = 40
SMALLEST, LARGEST = -(2**63), 2**63 - 1
# Digits in these are words to look for, not numbers.
TEXT_PARAMETERS = {"q", "search"}


class BadInputError(ValueError):
    """Says in one sentence, for the caller, what is wrong with the address, and where."""

    def __init__(self, detail: str, *loc: str):
        super().__init__(detail)
        self.errors = [{"type": "value_error", "loc": loc, "msg": detail}]


class FrontMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = get_bytes_from_wsgi(request.environ, "QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            detail = f"The query string is longer than {LONGEST_QUERY} bytes."
            return error_response(request, HTTPStatus.REQUEST_URI_TOO_LONG, detail)
        if len(request.path_info) > LONGEST_PATH:
            detail = f"The path is longer than {LONGEST_PATH} characters."
            return error_response(request, HTTPStatus.REQUEST_URI_TOO_LONG, detail)
        try:
            check_path(request.path_info)
            check_query(query)
            if is_api(request):
                check_search(request)
        except BadInputError as error:
            return error_response(request, HTTPStatus.BAD_REQUEST, str(error), errors=error.errors)
        return self.get_response(request)


def check_path(path: str) -> None:
    """Raises BadInputError."""
    if "\0" in path:
        raise BadInputError("The path contains a NUL character.", "path")
    if any(is_absurd_number(segment) for segment in path.split("/")):
        raise BadInputError("The path contains a number that is too large.", "path")


def check_query(query: bytes) -> None:
    """Raises BadInputError."""
    try:
        pairs = parse_qsl(query.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise BadInputError("The query string is not valid UTF-8.", "query") from error
    for name, value in pairs:
        check_parameter(name, value)


def check_parameter(name: str, value: str) -> None:
    """Raises BadInputError."""
    if "\0" in name:
        raise BadInputError("The query string contains a NUL character.", "query")
    if "\0" in value:
        raise BadInputError(f"{name} contains a NUL character.", "query", name)
    if name not in TEXT_PARAMETERS and any(map(is_absurd_number, value.split(","))):
        raise BadInputError(f"{name} contains a number that is too large.", "query", name)
    if name == "search" and value.isspace():
        raise BadInputError("The search is only white space.", "query", name)


def check_search(request: HttpRequest) -> None:
    """Refuse a program's search that is longer than what is searched for (`books.index.limits`).

    Raises BadInputError.
    """
    for text in request.GET.getlist("search"):
        if len(text) > MOST_CHARACTERS:
            detail = f"The search is longer than {MOST_CHARACTERS} characters."
            raise BadInputError(detail, "query", "search")
        if has_too_many_words(text):
            detail = f"The search has more than {MOST_WORDS} different words."
            raise BadInputError(detail, "query", "search")


def is_absurd_number(text: str) -> bool:
    """Whether Python would read an integer that no database column can hold."""
    digits = text.strip().lstrip("+-").replace("_", "")
    if not digits.isdecimal():
        return False
    return len(digits) > LONGEST_NUMBER or not SMALLEST <= signed(text, digits) <= LARGEST


def signed(text: str, digits: str) -> int:
    return -int(digits) if text.strip().startswith("-") else int(digits)
