"""Answers made of stored JSON: put together as text, neither parsed nor validated again."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Schema

from books.api.paging import Page, address
from books.api.partial import PARTIAL_JSON


class Listing(Schema):
    """A page of a list. `count` is the number of all; `next` and `previous` are addresses."""

    count: int
    next: str | None
    previous: str | None


def answer(
    text: str, changed_at: datetime | None = None, fields: list[str] | None = None
) -> HttpResponse:
    content_type = "application/json" if fields is None else PARTIAL_JSON
    response = HttpResponse(text, content_type=content_type)
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def listing(
    request: HttpRequest,
    items: Iterable[str],
    page: Page,
    count: int,
    fields: list[str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The answer with these items, which are JSON already, of `count` in the whole list."""
    head = {
        "count": count,
        "next": address(request, page.next),
        "previous": address(request, page.previous),
        **more,
    }
    return answer(with_items(head, items), page.changed_at, fields)


def with_items(head: dict[str, Any], items: Iterable[str]) -> str:
    """The JSON of these members, and of `items`, which are JSON already."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"items":[{",".join(items)}]}}'
