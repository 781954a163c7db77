"""Pages of a list: by an opaque cursor, which stays true while books are published, or by offset.

A cursor names the place after (or before) which a page begins: the order and the sort keys of
the row at the page's edge. The database goes straight there, however deep it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from books.api.opaque import from_opaque, to_opaque
from books.api.problems import bad_parameter
from books.index.find import across
from books.models import Publication
from books.models.publication import last_expiry
from books.publishing.stale_records import rebuild_stale
from books.stored_records import stored_records

LARGEST = 2**63 - 1


class Paging(Schema):
    limit: Annotated[int, Field(ge=1, le=100, description="How many, at most.")] = 20
    cursor: str = Field(
        None,
        min_length=1,
        max_length=2000,
        description="Where to go on: from the `next` or `previous` of an answer. Opaque.",
    )
    offset: int = Field(
        None,
        ge=0,
        le=10**9,
        description="How many to leave out first; a cursor is quicker, and surer while books come"
        " and go.",
    )


class Column(NamedTuple):
    """One sort key: how it is written in a cursor, and read from one."""

    write: Callable[[Any], str | int]
    read: Callable[[Any], Any]


def read_number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise ValueError(value)
    return value


COLUMNS = {
    "sort_date": Column(date.isoformat, date.fromisoformat),
    "title_key": Column(lambda key: bytes(key).hex(), bytes.fromhex),
    "author_key": Column(lambda key: bytes(key).hex(), bytes.fromhex),
    "relevance": Column(int, read_number),
    "object_id": Column(int, read_number),
}
Order = tuple[str, ...]
# Of a row's publication, beside the sort keys.
TOLD = ("pk", "digest", "last_change", "last_expiry")
Row = dict[str, Any]


def turned(order: Order) -> Order:
    """The same order from the other end."""
    return tuple(each[1:] if each.startswith("-") else f"-{each}" for each in order)


def columns_of(order: Order) -> list[str]:
    return [each.removeprefix("-") for each in order]


@dataclass(frozen=True)
class Cursor:
    """A place in an order: the rows after it, or `backwards` those before it."""

    order: str
    backwards: bool
    keys: tuple[Any, ...]

    def text(self, columns: list[str]) -> str:
        keys = [COLUMNS[name].write(key) for name, key in zip(columns, self.keys, strict=True)]
        return to_opaque([self.order, self.backwards, *keys])


def read_cursor(text: str, order: str, columns: list[str]) -> Cursor:
    """Raises a validation error that names `cursor`."""
    try:
        name, backwards, *keys = from_opaque(text)
        values = tuple(COLUMNS[each].read(key) for each, key in zip(columns, keys, strict=True))
    except (ValueError, TypeError) as error:
        raise bad_parameter("cursor", "This is not a cursor of ours.") from error
    if name != order or not isinstance(backwards, bool):
        raise bad_parameter("cursor", "This cursor belongs to a list in another order.")
    return Cursor(name, backwards, values)


def beyond(order: Order, keys: tuple[Any, ...]) -> Q:
    """The rows after these keys. The first condition alone lets an index find the place."""
    places = [
        (each.removeprefix("-"), "lt" if each.startswith("-") else "gt", key)
        for each, key in zip(order, keys, strict=True)
    ]
    condition, before = Q(pk__in=[]), Q()
    for name, lookup, key in places:
        condition |= before & Q(**{f"{name}__{lookup}": key})
        before &= Q(**{name: key})
    name, lookup, key = places[0]
    return Q(**{f"{name}__{lookup}e": key}) & condition


@dataclass
class Page:
    """The rows of one page, and the query parameters of the pages beside it."""

    rows: list[Row]
    next: dict[str, Any] | None = None
    previous: dict[str, Any] | None = None

    def count_if_whole(self, asked: Paging) -> int | None:
        """How many rows the list has, if all of them stand on this page."""
        begins = asked.cursor is None and not asked.offset
        return len(self.rows) if begins and self.next is None else None

    @property
    def changed_at(self) -> datetime | None:
        """When anything was last published or withdrawn: no list is as it was before."""
        return changed_at(self.rows[0]) if self.rows else None


def last_change() -> Subquery:
    """Of any publication."""
    return Subquery(Publication.objects.order_by("-number").values("changed_at")[:1])


def with_last_change(rows: QuerySet) -> QuerySet:
    """With the `last_change`, and the `last_expiry` that no number tells of yet."""
    return rows.annotate(last_change=last_change(), last_expiry=last_expiry())


def changed_at(row: Row) -> datetime:
    return max(row["last_change"], row["last_expiry"] or row["last_change"])


def read_page(parts: Sequence[QuerySet], paging: Paging, name: str, order: Order) -> Page:
    """One page of these rows, with what tells of their publications which records they have.

    The rows come in parts: in this order, all of one part stand before all of the next.
    """
    if paging.cursor and paging.offset is not None:
        raise bad_parameter("offset", "Give a cursor or an offset, not both.")
    if paging.offset is not None:
        return page_at_offset(parts, order, paging.offset, paging.limit)
    cursor = paging.cursor and read_cursor(paging.cursor, name, columns_of(order))
    if cursor and cursor.backwards:
        return page_before(parts, cursor, order, paging.limit)
    return page_after(parts, cursor or None, name, order, paging.limit)


def whole(parts: Sequence[QuerySet], order: Order, start: int, count: int) -> list[Row]:
    """So many rows from this one on; the database sorts keys, and looks up only these."""
    rows, *others = [part.order_by(*order).values("pk", *columns_of(order)) for part in parts]
    if rows.model is Publication:
        keys = rows.values("pk")[start : start + count]
        rows = with_last_change(parts[0].filter(pk__in=keys)).order_by(*order)
        return list(rows.values(*columns_of(order), *TOLD))
    found = across([rows, *others], start, count)
    records = Publication.objects.public().filter(pk__in=[key["pk"] for key in found])
    by_key = {row["pk"]: row for row in with_last_change(records).values(*TOLD)}
    return [key | by_key[key["pk"]] for key in found if key["pk"] in by_key]


def page_at_offset(parts: Sequence[QuerySet], order: Order, offset: int, limit: int) -> Page:
    found = whole(parts, order, offset, limit + 1)
    page = Page(found[:limit])
    if len(found) > limit:
        page.next = {"offset": offset + limit}
    if offset:
        page.previous = {"offset": max(offset - limit, 0)}
    return page


def page_after(
    parts: Sequence[QuerySet],
    cursor: Cursor | None,
    name: str,
    order: Order,
    limit: int,
) -> Page:
    if cursor:
        parts = [part.filter(beyond(order, cursor.keys)) for part in parts]
    page = first_page(whole(parts, order, 0, limit + 1), name, order, limit)
    if cursor and page.rows:
        page.previous = place(page.rows[0], name, order, backwards=True)
    return page


def first_page(found: list[Row], name: str, order: Order, limit: int) -> Page:
    """Of one row more than are shown, where there are so many."""
    page = Page(found[:limit])
    if len(found) > limit:
        page.next = place(page.rows[-1], name, order, backwards=False)
    return page


def page_before(parts: Sequence[QuerySet], cursor: Cursor, order: Order, limit: int) -> Page:
    back = turned(order)
    parts = [part.filter(beyond(back, cursor.keys)) for part in reversed(parts)]
    found = whole(parts, back, 0, limit + 1)
    page = Page(found[:limit][::-1])
    if page.rows:
        page.next = place(page.rows[-1], cursor.order, order, backwards=False)
    if len(found) > limit:
        page.previous = place(page.rows[0], cursor.order, order, backwards=True)
    return page


def place(row: dict[str, Any], name: str, order: Order, backwards: bool) -> dict[str, str]:
    columns = columns_of(order)
    keys = tuple(row[column] for column in columns)
    return {"cursor": Cursor(name, backwards, keys).text(columns)}


def with_records(rows: list[Row]) -> list[Row]:
    """Each with its record; what was withdrawn meanwhile is left out."""
    found = stored_records({row["pk"]: row["digest"] for row in rows})
    if rows and rows[0]["last_expiry"]:
        found = rebuild_stale(found)
    return [row | found[row["pk"]]._asdict() for row in rows if row["pk"] in found]


def address(request: HttpRequest, place: dict[str, Any] | None) -> str | None:
    """The full address of the same list at another place."""
    if place is None:
        return None
    query = request.GET.copy()
    for name in ("cursor", "offset", *place):
        query.pop(name, None)
    query.update(place)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
