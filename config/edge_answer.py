"""One answer of the app behind the edge, while it is decided what becomes of it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from config.edge_http import App, Environ, StartResponse, is_known, is_public, without_body
from config.edge_store import NAME, Headers, names_of

NOT_STORED = ("Cache-Status", f"{NAME}; fwd=miss")


class Answer:
    """Asks the app at once, which must start its response at once; the body is read when wanted."""

    status: str
    headers: Headers

    def __init__(self, app: App, environ: Environ) -> None:
        self._read: list[bytes] = []
        self._body = app(environ, self._start)
        self._pieces: Iterator[bytes] | None = None

    def _start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = status, list(headers)
        return self._read.append

    @property
    def is_public(self) -> bool:
        return is_public(self.status, self.headers)

    @property
    def has_failed(self) -> bool:
        return self.status.startswith("5")

    def whole(self, most: int) -> bytes | None:
        """The body, if it has no more than `most` bytes; if it has, it can still be passed on."""
        if int(names_of(self.headers).get("content-length", 0)) > most:
            return None
        size = 0
        try:
            self._pieces = iter(self._body)
            for piece in self._pieces:
                self._read.append(piece)
                size += len(piece)
                if size > most:
                    return None
        except BaseException:
            self.close()
            raise
        self.close()
        return b"".join(self._read)

    def pass_on(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """As the reader asked for it, of which the app was told only a part."""
        headers = [*self.headers, NOT_STORED]
        known = self.status.startswith("200 ") and is_known(headers, environ)
        if known:
            start_response("304 Not Modified", without_body(headers))
        else:
            start_response(self.status, headers)
        if known or environ["REQUEST_METHOD"] == "HEAD":
            self.close()
            return []
        # Untouched, so that the server knows a file when it sees one.
        return self if self._read else self._body

    def __iter__(self) -> Iterator[bytes]:
        return chain(self._read, self._pieces or self._body)

    def close(self) -> None:
        if close := getattr(self._body, "close", None):
            close()
