"""What a merge makes of a book's content, in the form in which a revision stores it."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from books.models.publication import Publication

Kind = Publication.Kind
Content = dict[str, Any]
Row = dict[str, Any]
# Which fields name one; `parent` is that of a subject which stands below.
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.CONTRIBUTOR: ("contributions", "author_bio"),
    Kind.SUBJECT: ("book_subjects", "parent"),
    Kind.SERIES: ("series",),
}
# What says of a row where it stands, and not what it says.
PLACE = {"pk", "page", "sort_order"}


class Named(NamedTuple):
    """A contributor, subject or series as books name it."""

    pk: int
    name: str


def merged(kind: str, content: Content, old: Named, new: Named) -> Content:
    """The fields of the content that name the old one, naming the new one instead."""
    ways: dict[str, Callable] = {
        "contributions": lambda rows: merged_rows(rows, "contributor", old, new),
        "author_bio": lambda stream: merged_bios(stream, old, new),
        "book_subjects": lambda rows: merged_rows(rows, "subject", old, new),
        "series": lambda pk: new.pk if pk == old.pk else pk,
        "parent": lambda pk: new.pk if pk == old.pk else pk,
    }
    fields = {name: ways[name](content[name]) for name in FIELDS[kind] if name in content}
    return {name: value for name, value in fields.items() if value != content[name]}


def merged_rows(rows: list[Row], name: str, old: Named, new: Named) -> list[Row]:
    """Of two rows that now say the same, the new one's own row stays, in the earlier place.

    Those of a draft that name nobody yet all stay.
    """
    kept: dict[tuple, Row] = {}
    for position, row in enumerate(rows):
        moved = moved_row(row, name, old, new)
        key = (moved[name] or -position, moved.get("role"))
        if key not in kept:
            kept[key] = moved
        elif row[name] == new.pk:
            kept[key] = {**row, "sort_order": kept[key]["sort_order"]}
    return list(kept.values())


def moved_row(row: Row, name: str, old: Named, new: Named) -> Row:
    """The row in the new one's name; a book that gave the old name still gives it."""
    if row[name] != old.pk:
        return row
    if "credited_as" not in row:
        return {**row, name: new.pk}
    given = row["credited_as"] or old.name
    return {**row, name: new.pk, "credited_as": given if given != new.name else ""}


def merged_bios(stream: str, old: Named, new: Named) -> str:
    """A bio that only repeats what another one shows now is left out."""
    blocks = json.loads(stream or "[]")
    mine = [block for block in blocks if tells_of(block, old)]
    if not mine:
        return stream
    shown = any(tells_of(block, new) for block in blocks)
    for block in mine:
        if shown and not block["value"].get("text"):
            blocks.remove(block)
        else:
            block["value"]["contributor"] = new.pk
    return json.dumps(blocks)


def tells_of(block: dict[str, Any], thing: Named) -> bool:
    return block["type"] == "contributor" and block["value"].get("contributor") == thing.pk


def says_same(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same, wherever their rows are stored."""
    return what_is_said(one) == what_is_said(other)


def what_is_said(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: row[name] for name in row if name not in PLACE} for row in value]
    return json.loads(value) if isinstance(value, str) and value else value
