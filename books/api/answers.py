"""Answers made of stored JSON: put together as text, neither parsed nor validated again."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, quote_etag
from ninja import Schema

from books.api.paging import Page, address
from books.api.partial import PARTIAL_JSON


class Listing(Schema):
    """A page of a list. `count` is the number of all; `next` and `previous` are addresses."""

    count: int
    next: str | None
    previous: str | None


def answer(
    text: str | bytes, changed_at: datetime | None = None, fields: list[str] | None = None
) -> HttpResponse:
    content_type = "application/json" if fields is None else PARTIAL_JSON
    response = HttpResponse(text, content_type=content_type)
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def listing(
    request: HttpRequest,
    items: Iterable[str | bytes],
    page: Page,
    count: int,
    fields: list[str] | None = None,
    digests: Iterable[str] = (),
    **more: Any,
) -> HttpResponse:
    """The answer with these items, which are JSON already, of `count` in the whole list.

    Where `digests` vouch for them, they need not be hashed again (RFC 9110, section 8.8.3).
    """
    head = {
        "count": count,
        "next": address(request, page.next),
        "previous": address(request, page.previous),
        **more,
    }
    response = answer(with_items(head, items), page.changed_at, fields)
    if digests:
        told = json.dumps([head, *digests])
        response["ETag"] = quote_etag(hashlib.sha256(told.encode()).hexdigest())
    return response


def with_items(head: dict[str, Any], items: Iterable[str | bytes]) -> bytes:
    """The JSON of these members, and of `items`, which are JSON already."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    encoded = (item if isinstance(item, bytes) else item.encode() for item in items)
    return b'%b,"items":[%b]}' % (text[:-1].encode(), b",".join(encoded))
