"""Errors as problem details (RFC 9457) that say what is wrong."""

import math
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import pydantic
from django.core import exceptions
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from rest_framework.exceptions import ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler
from wagtail.api.v3.errors import problem_response

from config.api_throttles import unknown_tokens
from config.api_tokens import NOT_ACCEPTED

# What the database's fields raise for values that Wagtail's reads hand to them unchecked.
IMPOSSIBLE = (ValueError, OverflowError, exceptions.ValidationError)


def answer_with_problems(api: NinjaAPI) -> None:
    api.add_decorator(refusing_impossible_values)
    api.add_exception_handler(ValidationError, invalid_request)
    api.add_exception_handler(pydantic.ValidationError, invalid_value)
    api.add_exception_handler(AuthenticationError, not_authenticated)


def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(error.errors)


def invalid_value(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
    return invalid(error.errors(include_url=False, include_input=False))


def invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    return problem_response(status=422, detail="; ".join(map(in_words, errors)), errors=errors)


def in_words(error: dict[str, Any]) -> str:
    name = ".".join(map(str, error["loc"]))
    return f"{name}: {error['msg']}" if name else error["msg"]


def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    if not unknown_tokens.allow_request(request):
        response = problem_response(status=429, detail="Too many requests.")
        response["Retry-After"] = str(math.ceil(unknown_tokens.wait() or 0))
        return response
    needed = "Authorization" not in request.headers
    return problem_response(status=401, detail="A token is needed." if needed else NOT_ACCEPTED)


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
            raise HttpError(HTTPStatus.BAD_REQUEST, sentence_of(error)) from error

    return refusing


def refuse_impossible_values(error: Exception, context: dict[str, Any]) -> Response | None:
    """For v2, in which nothing is written."""
    if isinstance(error, IMPOSSIBLE):
        error = ParseError(sentence_of(error))
    return exception_handler(error, context)


def sentence_of(error: Exception) -> str:
    return " ".join(getattr(error, "messages", [str(error)]))
