"""The fields of a book in Wagtail's generic API (`/api/v2/`): the parts of its record."""

from collections.abc import Iterable
from typing import Any

from rest_framework.fields import Field
from wagtail.api import APIField

from books.record import BookRecord

# These come with every page in Wagtail's API, where they stand under `meta`.
OF_EVERY_PAGE = {
    *("id", "title", "slug", "locale", "alias_of", "seo_title", "search_description"),
    "first_published_at",
}


class RecordField(Field):
    """One part of the book's record, as JSON."""

    def get_attribute(self, instance: Any) -> Any:
        if not hasattr(instance, "record_parts"):
            attach_records([instance])
        return instance.record_parts.get(self.field_name)

    def to_representation(self, value: Any) -> Any:
        return value


def attach_records(pages: Iterable[Any]) -> None:
    """Build the records of these books together, for `RecordField` to find."""
    # Models name these fields as theirs; what builds records imports the models.
    from books.publishing.records import build_records

    pages = list(pages)
    built = build_records(pages)
    for page in pages:
        record = built.get(page.pk)
        page.record_parts = record.record.model_dump(mode="json") if record else {}


BOOK_API_FIELDS = [
    APIField(name, serializer=RecordField())
    for name in BookRecord.model_fields
    if name not in OF_EVERY_PAGE
]
