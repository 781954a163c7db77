"""A server on this machine that takes what Sentry's and OpenTelemetry's clients send."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli

DECODERS = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Collector(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        # By path.
        self.bodies: dict[str, list[bytes]] = {}

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def sent(self, path: str) -> list[bytes]:
        return self.bodies.get(path, [])


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        body = DECODERS[self.headers["Content-Encoding"]](body)
        self.server.bodies.setdefault(self.path, []).append(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def collecting() -> Iterator[Collector]:
    with Collector() as collector:
        Thread(target=collector.serve_forever, daemon=True).start()
        yield collector
        collector.shutdown()
