"""A request of RSGI as the environment that WSGI gives to applications (PEP 3333)."""

import sys
from functools import lru_cache
from typing import Any

from config.edge_http import Environ
from config.server.files import FileBody

# Alike in all requests; what is not named here is added to each.
CONSTANT: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.file_wrapper": FileBody,
}
LONGEST_NAME = 64
PROTOCOLS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1"}
UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def build_environ(scope: Any) -> Environ:
    """Everything but `wsgi.input`, which is there once the body was read.

    Values that are not ASCII are left out, as are names with underscores: WSGI could not tell
    `X_Forwarded_For`, which anyone may send, from the proxy's own `X-Forwarded-For`. So are names
    that are longer than any which is read, since names are kept.
    """
    path = scope.path
    environ = {
        **CONSTANT,
        "SERVER_PROTOCOL": PROTOCOLS.get(scope.http_version, "HTTP/1.1"),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "wsgi.url_scheme": scope.scheme,
    }
    environ["SERVER_NAME"], environ["SERVER_PORT"] = split_address(scope.server)
    environ["REMOTE_ADDR"] = split_address(scope.client)[0]
    for name, value in scope.headers.items():
        key = variable_for(name) if len(name) <= LONGEST_NAME else None
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        if key:
            environ[key] = value
    return environ


@lru_cache(512)
def variable_for(header: str) -> str | None:
    """The name of a header in the environment; none if it would pass for another's."""
    if "_" in header:
        return None
    return UNPREFIXED.get(header) or "HTTP_" + header.upper().replace("-", "_")


def split_address(address: str) -> tuple[str, str]:
    """Host and port; IPv6 has its own colons, and brackets around them."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port
