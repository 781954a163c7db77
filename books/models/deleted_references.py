"""A draft as its revision tells it, but for what it refers to and has been deleted since.

PROTECT keeps what a saved book refers to, not what only a draft does. modelcluster would look
for each thing anew in each row; here it is one query for each kind of thing. What has been merged
into another is not gone: the other is named instead.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from books.models.merge import follow_merges

Content = dict[str, Any]
Things = dict[type[Model], set[Any]]


def what_is_left(model: type[Model], content: Content) -> Content:
    """The content without rows that need what is gone, and with nothing where it may be missing."""
    named = find_references(model, content)
    left = find_left(named)
    gone = {other: pks - left[other] for other, pks in named.items() if pks - left[other]}
    if gone:
        content = follow_merges(content, gone)
        left = find_left(find_references(model, content))
    return without_what_is_gone(model, content, left)


def find_references(model: type[Model], content: Content) -> Things:
    named: Things = defaultdict(set)
    for other, pk in references(model, content):
        named[other].add(pk)
    return named


def find_left(named: Things) -> Things:
    return {
        other: set(other._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        for other, pks in named.items()
    }


def references(model: type[Model], row: Content) -> Iterator[tuple[type[Model], Any]]:
    """Model and primary key of what the row and the rows below it refer to."""
    for field in foreign_keys(model):
        if (pk := primary_key(field, row)) is not None:
            yield field.related_model, pk
    for name, child in children(model, row):
        for each in row[name]:
            yield from references(child, each)


def without_what_is_gone(model: type[Model], row: Content, left: Things) -> Content:
    gone = {
        field.name: None
        for field in foreign_keys(model)
        if field.name in row and not is_left(field, row, left)
    }
    rows = {
        name: [without_what_is_gone(child, each, left) for each in kept(child, row[name], left)]
        for name, child in children(model, row)
    }
    return row | gone | rows


def kept(model: type[Model], rows: list[Content], left: Things) -> list[Content]:
    """A row that names nothing yet has lost nothing."""
    needed = needed_references(model)
    return [row for row in rows if not any(is_gone(field, row, left) for field in needed)]


def is_gone(field: ForeignKey, row: Content, left: Things) -> bool:
    return primary_key(field, row) is not None and not is_left(field, row, left)


def is_left(field: ForeignKey, row: Content, left: Things) -> bool:
    return primary_key(field, row) in left.get(field.related_model, ())


def primary_key(field: ForeignKey, row: Content) -> Any:
    return field.target_field.to_python(row.get(field.name))


def foreign_keys(model: type[Model]) -> list[ForeignKey]:
    """All but the one to the page or row that a row belongs to."""
    fields = model._meta.concrete_fields
    return [each for each in fields if each.many_to_one and not isinstance(each, ParentalKey)]


def needed_references(model: type[Model]) -> list[ForeignKey]:
    """Those without which a row cannot be stored in its table."""
    return [field for field in foreign_keys(model) if not field.null]


def children(model: type[Model], row: Content) -> Iterator[tuple[str, type[Model]]]:
    for relation in get_all_child_relations(model):
        if (name := relation.get_accessor_name()) in row:
            yield name, relation.related_model
