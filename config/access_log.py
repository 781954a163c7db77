"""A line for each answer, those from memory included: with ACCESS_LOG, in front of the edge."""

import logging
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from config.edge_http import App, Environ, StartResponse
from config.edge_store import names_of
from config.edge_watch import Watch
from config.log_context import describe_request
from config.request_ids import id_from
from config.server.files import FileBody

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
            return access.log_list(body)
        if isinstance(body, FileBody):
            # The server sends it by itself, whole.
            access.log()
            return body
        return access.log_after(body)

    def answer_at_once(self, environ: Environ, start_response: StartResponse) -> list[bytes] | None:
        """In front of an edge: see there."""
        access = Access(environ, start_response)
        body = self.app.answer_at_once(environ, access.start_response)
        return None if body is None else access.log_list(body)

    def has(self, environ: Environ) -> bool:
        return self.app.has(environ)

    @property
    def watch(self) -> Watch:
        return self.app.watch


class Access:
    """One request, and what becomes of it; 500 where nothing was answered."""

    status, cache, size = 500, "", 0

    def __init__(self, environ: Environ, start_response: StartResponse) -> None:
        self.environ, self.start = environ, start_response
        self.started = monotonic()
        self.id = environ["HTTP_X_REQUEST_ID"] = id_from(environ.get("HTTP_X_REQUEST_ID", ""))

    def start_response(self, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        self.status = int(status.split(" ", 1)[0])
        named = names_of(headers)
        self.cache = named.get("cache-status", "")
        self.size = int(named.get("content-length", 0))
        return self.start(status, headers, *more)

    def log_list(self, body: list[bytes]) -> list[bytes]:
        self.size = sum(map(len, body))
        self.log()
        return body

    def log_after(self, body: Iterable[bytes]) -> Iterator[bytes]:
        self.size = 0
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
