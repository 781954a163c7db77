"""What the edge has to know of HTTP: whose a request is, what may be kept, and what is known."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.utils.http import parse_http_date_safe

from config.compression import preferred_coding
from config.edge_store import Headers, Key, names_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

READS = {"GET", "HEAD"}
# What makes a request one reader's own, or asks for less than the whole.
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING")
# What calls for a closer look at a request, before it is answered from memory.
UNUSUAL = {
    *(*PERSONAL, "CONTENT_LENGTH", "HTTP_COOKIE"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
}
# Not passed on with what is shared: the app must answer all readers alike, and whole.
NOT_SHARED = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
# What a kept answer may vary by: it is in the key, or was not passed on.
VARIED = {"accept-encoding", "authorization", "cookie"}
# Headers that tell of a body (RFC 9110, section 15.4.5).
OF_A_BODY = {"content-length", "content-type", "content-encoding", "content-language"}
LONGEST = 2048
# Of `Accept-Encoding`; a browser's has 25 characters.
LONGEST_CODINGS = 200
# What newsletters and advertisements add to addresses; no page reads it.
CAMPAIGN = re.compile(r"(utm_\w+|fbclid|gclid|msclkid|mc_cid|mc_eid)(=|$)")

coding_for = lru_cache(256)(preferred_coding)


@lru_cache(1024)
def normalised(query: str) -> str:
    """The same query, in whatever order its names were written; values keep theirs."""
    pairs = [each for each in query.split("&") if each and not CAMPAIGN.match(each)]
    return "&".join(sorted(pairs, key=lambda each: each.partition("=")[0]))


def shared(environ: Environ, key: Key, scheme_variable: str) -> Environ:
    """The same request as anybody would make it.

    What is in the key is passed on as it stands there: the app must not read anything else from
    it, such as `https` from the first of two values, and have its answer kept for all.
    """
    alike = {name: value for name, value in environ.items() if name not in NOT_SHARED}
    _host, _path, query, coding, scheme = key
    return alike | {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": query,
        "HTTP_ACCEPT_ENCODING": coding,
        scheme_variable: scheme,
    }


def is_public(status: str, headers: Headers) -> bool:
    """Whether an answer says that all readers may have it (RFC 9111, section 3)."""
    named = names_of(headers)
    directives = split(named.get("cache-control", ""))
    return (
        status.startswith("200 ")
        and "public" in directives
        and directives.isdisjoint({"private", "no-store"})
        and "set-cookie" not in named
        and split(named.get("vary", "")) <= VARIED
    )


def split(value: str) -> set[str]:
    return {each.strip().lower() for each in value.split(",") if each.strip()}


def is_known(headers: Headers, environ: Environ) -> bool:
    """Whether the reader has the answer with these headers already (RFC 9110, section 13.2.2)."""
    if "HTTP_IF_NONE_MATCH" not in environ and "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    named = names_of(headers)
    if (asked := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        tags = {each.strip().removeprefix("W/") for each in asked.split(",")}
        return "*" in tags or named.get("etag", "").removeprefix("W/") in tags
    since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    modified = parse_http_date_safe(named.get("last-modified", ""))
    return None not in (since, modified) and modified <= since


def without_body(headers: Headers) -> Headers:
    return [each for each in headers if each[0].lower() not in OF_A_BODY]
