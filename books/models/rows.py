"""The rows of a book: contributions, formats and their prices, subjects, awards, related books.

A revision stores them within its content, and the tables have them too. Two things are beyond
django-modelcluster 6.5, which saves one row after the other: rows that exchange unique values,
and rows of a draft that are not filled in yet.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import (
    ClusterableModel,
    get_all_child_relations,
    get_serializable_data_for_fields,
    model_from_serializable_data,
)

from books.models.deleted_references import children, needed_references
from books.models.ordered import OrderedChild, OrderedChildrenDescriptor, OrderedKey

Content = dict[str, Any]


class Row(OrderedChild):
    # Set where a form checks the row for a draft: `clean` then lets it lack anything.
    may_be_incomplete = False

    class Meta(OrderedChild.Meta):
        abstract = True

    def is_complete(self) -> bool:
        """Whether the row can be published; only a draft may have one that cannot."""
        needed = needed_references(type(self))
        return all(getattr(self, field.attname) is not None for field in needed)


class RowParent(ClusterableModel):
    """What has rows. Those that are incomplete stand in its revisions, and in its form.

    They are in no relation, so that whatever reads a draft may trust its rows.
    """

    class Meta:
        abstract = True

    @cached_property
    def incomplete_rows(self) -> dict[str, list[Row]]:
        """By the name of the relation."""
        return {}

    def serializable_data(self) -> Content:
        content = super().serializable_data()
        for name, rows in self.incomplete_rows.items():
            stored = [get_serializable_data_for_fields(row) for row in rows]
            content[name] = sorted(
                [*content[name], *stored], key=lambda row: row["sort_order"] or 0
            )
        return content

    def check_rows(self) -> None:
        """Raise ValidationError for a row that is incomplete, or there twice."""
        for rows in self.incomplete_rows.values():
            for row in rows:
                named = {"row": capfirst(row._meta.verbose_name)}
                raise ValidationError(_("Fill in or delete: %(row)s.") % named)
        for relation in get_all_child_relations(type(self)):
            if issubclass(relation.related_model, Row):
                check_unique(getattr(self, relation.get_accessor_name()).all())

    @classmethod
    def from_serializable_data(
        cls, data: Content, check_fks: bool = True, strict_fks: bool = False
    ) -> "RowParent":
        complete, incomplete = dict(data), {}
        for name, model in children(cls, data):
            if issubclass(model, Row):
                complete[name], incomplete[name] = divide_rows(model, data[name])
        parent = super().from_serializable_data(complete, check_fks, strict_fks)
        parent.incomplete_rows = incomplete
        return parent


def has_incomplete_rows(row: models.Model) -> bool:
    return isinstance(row, RowParent) and any(row.incomplete_rows.values())


def divide_rows(model: type[Row], stored: list[Content]) -> tuple[list[Content], list[Row]]:
    """The complete ones as they are stored, and the others."""
    complete, incomplete = [], []
    for content in stored:
        row = model_from_serializable_data(model, content, check_fks=False)
        if row.is_complete():
            complete.append(content)
        else:
            incomplete.append(row)
    return complete, incomplete


def check_unique(rows: Iterable[Row]) -> None:
    seen: set[tuple] = set()
    for row in rows:
        for group in unique_groups(type(row)):
            values = (group, *(row.serializable_value(name) for name in group))
            if values in seen:
                named = {"kind": row._meta.verbose_name, "row": row}
                raise ValidationError(_("The same %(kind)s is there twice: %(row)s.") % named)
            seen.add(values)


def unique_groups(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The fields whose values no two rows of the model have alike."""
    constraints = [tuple(each.fields) for each in model._meta.total_unique_constraints]
    return [*map(tuple, model._meta.unique_together), *constraints]


def unique_values(row: models.Model) -> list[Any]:
    groups = unique_groups(type(row))
    return [row.serializable_value(name) for group in groups for name in group]


class RowsDescriptor(OrderedChildrenDescriptor):
    """The rows of a parent, which may exchange their unique values.

    Databases check those with each row that is saved (SQLite cannot defer it). So rows whose
    values change are deleted first, and written anew under the same primary keys.

    A row of another parent stays there: Wagtail 8.0 leaves the keys of a format's prices as they
    are in the revisions of a copied page.
    """

    @cached_property
    def child_object_manager_cls(self) -> type[models.Manager]:
        class RowsManager(super().child_object_manager_cls):
            def commit(self) -> None:
                if not self.is_deferring:
                    return
                rows = self.get_object_list()
                with transaction.atomic():
                    stored = {row.pk: row for row in self.get_live_queryset()}
                    self.leave_to_others(stored)
                    self.make_room(stored)
                    super().commit()
                # The tables do not have what is incomplete below them.
                if any(has_incomplete_rows(row) for row in rows):
                    self.set(rows)

            def leave_to_others(self, stored: dict[Any, models.Model]) -> None:
                unknown = [row for row in self.get_object_list() if row.pk not in stored]
                pks = [row.pk for row in unknown if row.pk]
                taken = self.model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
                others = set(taken) if pks else set()
                for row in unknown:
                    if row.pk in others:
                        row.pk, row._state.adding = None, True

            def make_room(self, stored: dict[Any, models.Model]) -> None:
                rows = [row for row in self.get_object_list() if row.pk in stored]
                changed = [
                    row.pk for row in rows if unique_values(row) != unique_values(stored[row.pk])
                ]
                if changed:
                    self.get_live_queryset().filter(pk__in=changed).delete()

        return RowsManager


class RowKey(OrderedKey):
    """The key of a row to its parent."""

    related_accessor_class = RowsDescriptor
