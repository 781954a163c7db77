"""Errors as problem details (RFC 9457) that say what is wrong."""

import logging
import math
import traceback
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import pydantic
from django.core import exceptions
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler
from wagtail.api.v3.errors import problem_response
from wagtail.utils.forms import FormValidationError

from books.publishing.records import RecordError
from config.api_throttles import unknown_tokens
from config.api_tokens import NOT_ACCEPTED

logger = logging.getLogger("frontlist.api")
IMPOSSIBLE_VALUE = "The address asks for an impossible value."
# What the database's fields raise for values that Wagtail's reads hand to them unchecked.
IMPOSSIBLE = (ValueError, OverflowError, exceptions.ValidationError)


class Conflict(APIException):
    status_code = HTTPStatus.CONFLICT


def answer_with_problems(api: NinjaAPI) -> None:
    api.add_decorator(refusing_impossible_values)
    api.add_exception_handler(ValidationError, invalid_request)
    api.add_exception_handler(pydantic.ValidationError, invalid_value)
    api.add_exception_handler(FormValidationError, invalid_form)
    api.add_exception_handler(AuthenticationError, not_authenticated)
    api.add_exception_handler(Throttled, throttled)


def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid([{**each, "loc": location(each["loc"])} for each in error.errors])


def invalid_value(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
    return invalid(error.errors(include_url=False, include_input=False))


def invalid_form(request: HttpRequest, error: FormValidationError) -> HttpResponse:
    return invalid(
        [
            {"type": code, "loc": list(loc), "msg": message}
            for loc, messages in error.loc_errors
            for message, code in messages
        ]
    )


def invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    return problem_response(status=422, detail="; ".join(map(in_words, errors)), errors=errors)


def location(loc: tuple[Any, ...]) -> list[Any]:
    """`["body", "email"]`: without the name that our function has for a group of values.

    An unknown name in a body can be any text, even such as no encoding has.
    """
    grouped = loc[0] == "body" or (len(loc) > 2 and isinstance(loc[2], str))
    shown = (loc[0], *loc[2:]) if grouped else loc
    return [
        part.encode(errors="replace").decode() if isinstance(part, str) else part for part in shown
    ]


def in_words(error: dict[str, Any]) -> str:
    name = ".".join(map(str, error["loc"]))
    return f"{name}: {error['msg']}" if name else error["msg"]


def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    if not unknown_tokens.allow_request(request):
        return throttled(request, Throttled(unknown_tokens.wait()))
    needed = "Authorization" not in request.headers
    return problem_response(status=401, detail="A token is needed." if needed else NOT_ACCEPTED)


def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem_response(status=429, detail="Too many requests: try again later.")
    if error.wait is not None:
        response["Retry-After"] = str(math.ceil(error.wait))
    return response


def refusing_impossible_values(view: Callable[..., Any]) -> Callable[..., Any]:
    """For Wagtail's operations of v3; ours have to know their parameters."""
    if not view.__module__.startswith("wagtail."):
        return view

    @wraps(view)
    def refusing(request: HttpRequest, **values: Any) -> Any:
        try:
            return view(request, **values)
        except IMPOSSIBLE as error:
            if request.method != "GET" or isinstance(error, pydantic.ValidationError):
                raise
            raise HttpError(HTTPStatus.BAD_REQUEST, why(request, error)) from error

    return refusing


def refuse_impossible_values(error: Exception, context: dict[str, Any]) -> Response | None:
    """For v2, in which nothing is written, and the admin's API, in which books are published."""
    if isinstance(error, RecordError):
        error = Conflict(str(error))
    elif isinstance(error, IMPOSSIBLE):
        error = ParseError(why(context["request"], error))
    return exception_handler(error, context)


def why(request: HttpRequest, error: Exception) -> str:
    """In words for the caller. It may be a fault of ours after all, so its place is logged; not
    what it says, which repeats the value."""
    *_, place = traceback.extract_tb(error.__traceback__)
    found = f"{type(error).__name__} at {place.filename}:{place.lineno}"
    logger.warning("%s was refused: %s.", request.path, found)
    return " ".join(getattr(error, "messages", [IMPOSSIBLE_VALUE]))
