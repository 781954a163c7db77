"""Masks what no log, report or trace may hold: addresses of mails, tokens, passwords, queries.

What is known to be secret in a request is masked wherever it occurs; everything else is
recognised by its form, so that a secret in the text of some exception is masked too.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

MASK = "***"
# Parameters of addresses, and fields of forms, that are secret by their names.
SECRET_PARAMETERS = {"token", "key", "uidb64", "uidb36", "secret"}
SECRET_FIELD = re.compile(r"pass|secret|token|key|code|mail", re.IGNORECASE)
# A shorter one could be part of any word.
SHORTEST_SECRET = 4
PLAIN_NAME = re.compile(r"[a-z_]{1,40}")
MOST_NAMES = 20

Replacement = str | Callable[[re.Match[str]], str]


def mask_detail(match: re.Match[str]) -> str:
    """PostgreSQL names the columns of a key, which help, and their values, which do not."""
    columns = re.match(r"\s*Key \((.*?)\)=\(", match[2])
    return f"{match[1]}: {f'Key ({columns[1]})={MASK}' if columns else MASK}"


PATTERNS: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    # Values of rows and parameters in PostgreSQL's errors, up to the end of the exception.
    (
        re.compile(
            r"\b(DETAIL|CONTEXT):([\s\S]*?)(?=\n\nThe above exception|\n\nDuring handling|\Z)"
        ),
        mask_detail,
    ),
    # Pydantic's errors.
    (re.compile(r"input_value=[\s\S]*?(?=, input_type=|\Z)"), f"input_value={MASK}"),
    # Queries, and passwords in addresses.
    (re.compile(r"(?<=[\w/])\?[\w.\[\]%-]+=[^\s\"'<>)]*"), f"?{MASK}"),
    (re.compile(r"(\w://)[^/\s@]{1,200}@"), rf"\1{MASK}@"),
    (re.compile(r"\b(Bearer|Basic) +[\w.~+/=-]+", re.IGNORECASE), rf"\1 {MASK}"),
    (
        re.compile(
            r"\b(\w*(?:password|passwd|secret|token|authorization|cookie|sessionid|api_?key))"
            r"(['\"]?\s*[:=]\s*)(?!\s|\*\*\*|Bearer|Basic)(\"[^\"]*\"|'[^']*'|[^\s,;&)}\]]+)",
            re.IGNORECASE,
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"(?:[\w.!#$%&'*+/=?^`{|}~-]{1,64}|\"[^\"@\n]{1,64}\")(?:@|%40)[\w.-]+"), MASK),
    # Tokens and digests: letters of both cases and digits, or one long word of both.
    (
        re.compile(
            r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{20,}(?![\w-])"
        ),
        MASK,
    ),
    (re.compile(r"(?<![A-Za-z0-9])(?=[a-z]*\d)[a-z0-9]{20,}(?![A-Za-z0-9])"), MASK),
)


def mask(text: str, request: HttpRequest | None = None) -> str:
    for secret in secrets_of(request) if request else ():
        text = text.replace(secret, MASK).replace(quote(secret, safe=""), MASK)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def secrets_of(request: HttpRequest) -> set[str]:
    """What the request is known to hold; nothing is read or parsed for it."""
    return {each for each in known_secrets(request) if len(each) >= SHORTEST_SECRET}


def known_secrets(request: HttpRequest) -> Iterator[str]:
    for name, value in parameters_of(request).items():
        if name in SECRET_PARAMETERS:
            yield str(value)
    for fields in filter(None, (request.__dict__.get("GET"), request.__dict__.get("_post"))):
        for name, values in fields.lists():
            if SECRET_FIELD.search(name):
                yield from values
    yield request.META.get("HTTP_AUTHORIZATION", "").rpartition(" ")[2]
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        yield request.__dict__.get("COOKIES", {}).get(name, "")


def parameters_of(request: HttpRequest) -> dict[str, object]:
    if request.resolver_match is not None:
        return request.resolver_match.kwargs
    path = request.path_info
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        for each in (path, f"{path}/"):
            with suppress(Resolver404):
                return resolve(each).kwargs
    return {}


def mask_path(request: HttpRequest) -> str:
    return mask(request.path, request)


def names_in(query: str) -> list[str]:
    """The names of a query's parameters, as far as they look like names; never their values."""
    names = {each.partition("=")[0] for each in query.split("&") if "=" in each}
    return sorted(name for name in names if PLAIN_NAME.fullmatch(name))[:MOST_NAMES]
