"""What every answer under `/api/` has, whatever view made it (RFC 9110; caching: RFC 9111).

Cookies and the reader's languages do not count there, so no answer varies by them.
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.http import parse_http_date_safe

from config.api_reads import reader
from config.caching import FOR_ONE_READER, vary_without
from config.compression import compress
from config.errors import PROBLEM_JSON, is_api, problem_body

NOT_COUNTED = {"Cookie": "HTTP_COOKIE", "Accept-Language": "HTTP_ACCEPT_LANGUAGE"}
VARIES_BY = ("Accept-Encoding", "Authorization")
# Pages of any origin may read the API (Fetch standard, section 3.2); they write through a server.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After, X-Request-ID",
}
PREFLIGHT = SHARED | {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, if-modified-since, if-none-match",
    "Access-Control-Max-Age": "86400",
    "Content-Length": "0",
}


class ApiMiddleware:
    """Stands before all that reads the session, the language or the body's length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.read = reader()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return HttpResponse(headers=PREFLIGHT)
        for header in NOT_COUNTED.values():
            request.META.pop(header, None)
        if request.method == "GET":
            return finish(request, self.read(request))
        if request.method != "HEAD":
            return finish(request, self.get_response(request))
        # The same answer as to GET, of which only the headers are sent.
        request.method = "GET"
        response = finish(request, self.read(request))
        request.method = "HEAD"
        return without_body(response)


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    state_what_it_varies_by(response)
    if request.method == "GET" and response.status_code == HTTPStatus.OK:
        state_caching(request, response)
        response = unless_known(request, response)
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        as_problem(response)
    compress(request, response)
    for name, value in SHARED.items():
        response[name] = value
    return response


def state_what_it_varies_by(response: HttpResponse) -> None:
    vary_without(response, *NOT_COUNTED)
    del response["Content-Language"]
    patch_vary_headers(response, VARIES_BY)


def state_caching(request: HttpRequest, response: HttpResponse) -> None:
    own = FOR_ONE_READER if "Authorization" in request.headers else settings.API_CACHE_CONTROL
    response.headers.setdefault("Cache-Control", own)


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Not Modified, where the reader has this answer (RFC 9110, section 13)."""
    if "no-store" in response["Cache-Control"]:
        return response
    if "ETag" not in response:
        set_response_etag(response)
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        # Weak, for the same answer goes out in several codings.
        etag = response["ETag"] = f"W/{etag}"
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, etag or None, modified, response)


def as_problem(response: HttpResponse) -> None:
    """Makes errors of views that know no problem details into such, and lets none be stored."""
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    if "GET" in response.get("Allow", ""):
        methods = {method.strip() for method in response["Allow"].split(",")}
        response["Allow"] = ", ".join(sorted(methods | {"HEAD"}))
    if response.get("Content-Type") != PROBLEM_JSON:
        response.content = json.dumps(problem_of(response))
        response["Content-Type"] = PROBLEM_JSON
        response["Content-Length"] = str(len(response.content))


def problem_of(response: HttpResponse) -> dict[str, object]:
    """Wagtail's v2 says `message`, which its clients read; Django REST framework, `detail`."""
    status = HTTPStatus(response.status_code)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return problem_body(status, f"This address takes only {response['Allow']}.")
    said = getattr(response, "data", None)
    said = said if isinstance(said, dict) else {}
    detail = said.get("message") or said.get("detail") or status.description or status.phrase
    return said | problem_body(status, str(detail))


def without_body(response: HttpResponse) -> HttpResponse:
    if not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
