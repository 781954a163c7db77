"""Errors of Wagtail's v3 API as problem details (RFC 9457) that say what is wrong."""

import math
from http import HTTPStatus
from typing import Any

import pydantic
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled, ValidationError
from wagtail.api.v3.errors import problem_response

from config.api_throttles import AnonymousThrottle
from config.api_tokens import NOT_ACCEPTED

unknown_tokens = AnonymousThrottle()


def answer_with_problems(api: NinjaAPI) -> None:
    api.add_exception_handler(ValidationError, invalid_request)
    api.add_exception_handler(pydantic.ValidationError, invalid_value)
    api.add_exception_handler(AuthenticationError, not_authenticated)
    api.add_exception_handler(Throttled, throttled)
    api.add_exception_handler(DataError, impossible_value)
    api.add_exception_handler(OverflowError, impossible_value)


def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid([{**each, "loc": location(each["loc"])} for each in error.errors])


def invalid_value(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
    return invalid(error.errors(include_url=False, include_input=False))


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
    """Who tries tokens is counted by address, for no operation's throttles have been asked yet."""
    if not unknown_tokens.allow_request(request):
        return throttled(request, Throttled(unknown_tokens.wait()))
    needed = "Authorization" not in request.headers
    return problem_response(status=401, detail="A token is needed." if needed else NOT_ACCEPTED)


def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem_response(status=429, detail="Too many requests: try again later.")
    if error.wait is not None:
        response["Retry-After"] = str(math.ceil(error.wait))
    return response


def impossible_value(request: HttpRequest, error: Exception) -> HttpResponse:
    """What passes for a number or a text, but not in the database."""
    if request.method != "GET":
        raise error
    return problem_response(
        status=HTTPStatus.BAD_REQUEST, detail="The address asks for an impossible value."
    )
