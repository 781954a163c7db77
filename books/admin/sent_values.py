"""Errors over what a request has sent, told from faults of ours.

Many views of Wagtail (8.0) hand what stands in an address or a form to `int()`, to a field of the
database or to `reverse()` as it is. What these raise quotes the value they were given, so an error
that quotes something that was sent is the request's: it is a bad one, wherever it was read.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch

KINDS = (ValueError, TypeError, LookupError, NoReverseMatch)


def quotes_sent_value(error: Exception, request: HttpRequest) -> bool:
    """Numbers and nulls are no quotations: they stand in many messages."""
    if not isinstance(error, KINDS):
        return False
    message = str(error)
    return any(repr(value) in message for value in get_sent_values(request))


def get_sent_values(request: HttpRequest) -> Iterator[Any]:
    """Texts, and what in JSON is made of several."""
    yield from map(str, request.resolver_match.kwargs.values())
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield from (name, *values)
    if request.content_type == "application/json":
        yield from walk(json.loads(request.body or "null"))


def walk(value: Any) -> Iterator[Any]:
    if isinstance(value, (str, list, dict)):
        yield value
    if isinstance(value, dict):
        yield from value
    if not isinstance(value, (list, dict)):
        return
    for each in value.values() if isinstance(value, dict) else value:
        yield from walk(each)
