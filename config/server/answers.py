"""What a WSGI application answers, handed to the server through its protocol (RSGI 1.5)."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest

from config.edge_http import App, Environ
from config.edge_store import Headers
from config.errors import offer_to_send_again, refuse_request
from config.headers import SecurityHeadersMiddleware
from config.metrics import LIMITS
from config.request_ids import BrokenOffError
from config.server.bodies import BUSY
from config.server.files import FileBody
from config.upload_limits import check_fields, count_fields

logger = logging.getLogger("frontlist.server")


class Start:
    """The application's `start_response`."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


def answer(app: App, environ: Environ, proto: Any) -> None:
    """Ask `app` and send its answer; raises nothing, since nobody is left to be told."""
    start = Start()
    body: Iterable[bytes] = ()
    try:
        body = app(environ, start)
        send(start, body, proto)
    except Exception as error:
        # Why an answer breaks off is logged where it does.
        if not isinstance(error, BrokenOffError):
            logger.exception("An answer could not be made or sent.")
        send_refusal(environ, proto, HTTPStatus.INTERNAL_SERVER_ERROR, "The fault is ours.")
    finally:
        if close := getattr(body, "close", None):
            close()


def send(start: Start, body: Iterable[bytes], proto: Any) -> None:
    """Whole or not at all, since one that broke off would pass for complete (granian 2.8).

    A reader who is slow to take it holds up no thread: the server waits by itself.
    """
    if isinstance(body, FileBody) and (path := body.path):
        proto.response_file(start.status, start.headers, path)
    else:
        proto.response_bytes(start.status, start.headers, b"".join(body))


def refuse(environ: Environ, proto: Any, status: HTTPStatus, detail: str) -> None:
    """Turn a request away before the application has seen it."""
    is_too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    LIMITS["size" if is_too_large else "bodies"].add()
    send_refusal(environ, proto, status, detail)


def give_back(environ: Environ, proto: Any, is_known: bool) -> None:
    """Turn away who has waited for a thread in vain, with what was typed into a form."""
    request = WSGIRequest(environ)
    try:
        if not is_known:
            check_fields(count_fields(request))
        page = offer_to_send_again(request)
    except SuspiciousOperation:
        page = None
    if page is None:
        refuse(environ, proto, *BUSY)
        return
    LIMITS["bodies"].add()
    response = SecurityHeadersMiddleware(lambda _: page)(request)
    with suppress(Exception):
        proto.response_bytes(page.status_code, [*response.items()], response.content)


def send_refusal(environ: Environ, proto: Any, status: HTTPStatus, detail: str) -> None:
    """Unless nobody is there any more."""
    is_api = environ["PATH_INFO"].startswith("/api/")
    with suppress(Exception):
        proto.response_bytes(*refusal(is_api, status, detail))


@lru_cache(32)
def refusal(is_api: bool, status: HTTPStatus, detail: str) -> tuple[int, Headers, bytes]:
    """Made once for all: it must cost nothing to turn thousands away."""
    path = "/api/" if is_api else "/"
    request = WSGIRequest({"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": BytesIO()})
    response = SecurityHeadersMiddleware(lambda _: refuse_request(request, status, detail))(request)
    # What of the body has not come is not waited for.
    headers = [*response.items(), ("Cache-Control", "no-store"), ("Connection", "close")]
    return status, headers, response.content
