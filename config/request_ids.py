"""A name for each request: the proxy's or one of ours; in its log lines and in its answer.

What is answered from memory never comes so far, and has none.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from django.http import HttpRequest, HttpResponse

from config.log_context import current_request

HEADER = "X-Request-ID"
# As proxies make them (UUIDs, hexadecimal and base64url digits): nothing that means anything to
# a terminal, a page or a database.
ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{8,64}")
logger = logging.getLogger("frontlist.request")


def id_from(value: str) -> str:
    return value if ACCEPTABLE.fullmatch(value) else secrets.token_hex(8)


class BrokenOffError(Exception):
    """The answer cannot be completed; why stands in the log."""


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = id_from(request.META.get("HTTP_X_REQUEST_ID", ""))
        request.started = monotonic()
        # For the access log, which stands outside.
        request.environ["frontlist.request"] = request
        token = current_request.set(request)
        try:
            response = self.get_response(request)
        finally:
            current_request.reset(token)
        if response.streaming:
            response.streaming_content = log_failure(request, response.streaming_content)
        # What is kept for all, here or in a CDN, is not one request's answer.
        if "public" not in response.get("Cache-Control", ""):
            response[HEADER] = request.id
        return response


def log_failure(request: HttpRequest, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is streamed is made when Django no longer handles what fails."""
    try:
        yield from pieces
    except Exception:
        logger.exception("The answer breaks off.", extra={"request": request})
        raise BrokenOffError from None
