"""A line for each answer, those from memory included: with ACCESS_LOG, in front of the edge."""

import logging
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from config.edge_http import App, Environ, StartResponse
from config.log_context import describe_request
from config.request_ids import id_from

logger = logging.getLogger("frontlist.access")


class AccessLog:
    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        access = Access(environ, start_response)
        try:
            body = self.app(environ, access.start_response)
        except Exception:
            access.log()
            raise
        if isinstance(body, list):
            access.size = sum(map(len, body))
            access.log()
            return body
        return access.log_after(body)


class Access:
    """One request, and what becomes of it; 500 where nothing was answered."""

    status, cache, size = 500, "", 0

    def __init__(self, environ: Environ, start_response: StartResponse) -> None:
        self.environ, self.start = environ, start_response
        self.started = monotonic()
        self.id = environ["HTTP_X_REQUEST_ID"] = id_from(environ.get("HTTP_X_REQUEST_ID", ""))

    def start_response(self, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        self.status = int(status.split(" ", 1)[0])
        self.cache = next((value for name, value in headers if name == "Cache-Status"), "")
        return self.start(status, headers, *more)

    def log_after(self, body: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for piece in body:
                self.size += len(piece)
                yield piece
        finally:
            if close := getattr(body, "close", None):
                close()
            self.log()

    def log(self) -> None:
        request = self.environ.get("frontlist.request") or WSGIRequest(self.environ)
        context = describe_request(request) | {
            "request_id": self.id,
            "status": self.status,
            "duration_ms": round(1000 * (monotonic() - self.started), 1),
            "bytes": self.size,
            "cache": self.cache,
        }
        logger.info(
            "%s %s %s", request.method, context["path"], self.status, extra={"context": context}
        )
