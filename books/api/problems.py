"""Errors that django-ninja raises, as the problem details (RFC 9457) that a client can use."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import Throttled, ValidationError
from wagtail.api.v3.errors import problem_response


def validation_failed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{**each, "loc": location(each["loc"])} for each in error.errors]
    return problem_response(status=422, detail="Validation failed", errors=errors)


def location(loc: tuple[Any, ...]) -> list[Any]:
    """`["body", "email"]`: without the name that our function has for the body.

    An unknown name in a body can be any text, even such as no encoding has.
    """
    shown = (loc[0], *loc[2:]) if loc[0] == "body" else loc
    return [
        part.encode(errors="replace").decode() if isinstance(part, str) else part for part in shown
    ]


def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem_response(status=429, detail="Too many requests: try again later.")
    if error.wait is not None:
        response["Retry-After"] = str(math.ceil(error.wait))
    return response
