"""Children in an order below a parent: rows of a book, links of a publisher.

Rows that nothing orders come as the database likes: PostgreSQL moves them when they are updated,
or restored from a dump. So each child has a position, and its key decides between two.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ChildObjectsDescriptor, ParentalKey
from wagtail.models import Orderable


class OrderedChild(Orderable):
    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["sort_order", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Put a child that has no position behind its siblings."""
        if self.sort_order is None:
            self.sort_order = next_position(self.siblings())
        super().save(*args, **kwargs)

    def siblings(self) -> models.QuerySet:
        fields = self._meta.concrete_fields
        key = next(field for field in fields if isinstance(field, ParentalKey))
        return type(self)._base_manager.filter(**{key.attname: getattr(self, key.attname)})


def next_position(children: Iterable[OrderedChild]) -> int:
    positions = [each.sort_order for each in children if each.sort_order is not None]
    return max(positions, default=-1) + 1


class OrderedChildrenDescriptor(ChildObjectsDescriptor):
    """A list in which some children have no position is in the order that is meant.

    django-modelcluster 6.5 would put those before all others.
    """

    @cached_property
    def child_object_manager_cls(self) -> type[models.Manager]:
        class OrderedChildrenManager(super().child_object_manager_cls):
            def set(self, objs: Iterable[OrderedChild], *args: Any, **kwargs: Any) -> None:
                children = list(objs)
                if any(child.sort_order is None for child in children):
                    for position, child in enumerate(children):
                        child.sort_order = position
                super().set(children, *args, **kwargs)

            def add(self, *new_items: OrderedChild) -> None:
                for child in new_items:
                    if child.sort_order is None:
                        child.sort_order = next_position([*self.all(), *new_items])
                super().add(*new_items)

        return OrderedChildrenManager


class OrderedKey(ParentalKey):
    """The key of an ordered child to its parent."""

    related_accessor_class = OrderedChildrenDescriptor

    def deconstruct(self) -> tuple[str, str, list, dict[str, Any]]:
        """Migrations need not know: in the database it is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalKey", args, kwargs
