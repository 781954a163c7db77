"""An edge before a small app, which tests ask as a server would."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.functional import cached_property

from config.edge import Edge
from config.edge_watch import Watch

PUBLIC = {"Content-Type": "text/plain", "Cache-Control": "public, max-age=0"}


@dataclass
class Got:
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def where(self) -> str:
        """Where the answer came from."""
        return self.headers.get("Cache-Status", "")


@dataclass
class App:
    """Answers with how often it was asked, unless `body` is another; `asked` has the requests."""

    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    body: Callable[[int], bytes] = lambda count: str(count).encode()
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> "Body":
        self.asked.append(environ)
        start_response(self.status, list(self.headers.items()))
        return Body(self, self.body(len(self.asked)))


class Body:
    def __init__(self, app: App, text: bytes):
        self.app = app
        self.pieces = iter([text[:1], text[1:]])

    def __iter__(self):
        return self.pieces

    def close(self) -> None:
        self.app.closed += 1


@dataclass
class Site:
    """`version` is what the database would say; an exception says that it is away."""

    app: App = field(default_factory=App)
    version: Hashable = 1
    megabytes: int = 1
    secure_header: tuple[str, str] | None = None

    @cached_property
    def watch(self) -> Watch:
        return Watch(lambda: self.read)

    @cached_property
    def edge(self) -> Edge:
        cookies = ["sessionid", "csrftoken"]
        return Edge(self.app, self.watch, self.megabytes, cookies, ("/beside",), self.secure_header)

    def read(self) -> Hashable:
        if isinstance(self.version, Exception):
            raise self.version
        return self.version

    def publish(self, version: Hashable) -> None:
        """In this process."""
        self.version = version
        self.watch.changed()

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> Got:
        """`headers` are those of the environment of WSGI."""
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "books.example.com",
            "SERVER_NAME": "books.example.com",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            **headers,
        }
        started: list[tuple[str, dict[str, str]]] = []
        answer = self.edge(environ, lambda status, heads: started.append((status, dict(heads))))
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        [(status, heads)] = started
        return Got(status, heads, body)
