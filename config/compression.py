"""gzip and brotli (RFC 9110, sections 8.4 and 12.5.3).

Only for answers that hold no secret of the reader's beside what the address says: under `/api/`,
where no cookie counts, and to readers without a session. Otherwise their length could be made to
tell it (BREACH).
"""

import gzip
import re
from collections.abc import Callable
from functools import partial

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from config.errors import is_api

SMALLEST = 500
# Of two that the reader likes alike, the first.
CODINGS = {
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
    "identity": bytes,
}
ACCEPTED = re.compile(
    r"\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE
)
LEAST = 0.0001


class CompressionMiddleware:
    """Compresses pages for readers without a session; the API's answers are done elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not is_api(request) and not known and not response.cookies:
            patch_vary_headers(response, ["Accept-Encoding"])
            compress(request, response)
        return response


def compress(request: HttpRequest, response: HttpResponse) -> None:
    if response.streaming or "Content-Encoding" in response or len(response.content) < SMALLEST:
        return
    coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
    if coding != "identity":
        response.content = CODINGS[coding](response.content)
        response["Content-Encoding"] = coding
        response["Content-Length"] = str(len(response.content))


def preferred_coding(accepted: str) -> str:
    """Sent as it is, where nothing is accepted that there is."""
    matches = filter(None, map(ACCEPTED.fullmatch, accepted.lower().split(",")))
    weights = {coding: float(weight or 1) for coding, weight in map(re.Match.groups, matches)}
    others = weights.get("*", 0.0)
    weights["identity"] = max(LEAST, weights.get("identity", LEAST))
    return max(CODINGS, key=lambda coding: weights.get(coding, others))
