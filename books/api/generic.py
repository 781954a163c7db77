"""The fields of a book in Wagtail's generic API (`/api/v2/`): the parts of its record."""

from typing import Any

from rest_framework.fields import Field
from wagtail.api import APIField

from books.record import BookRecord

OWN_FIELDS = {"id", "title", "slug", "locale", "alias_of", "seo_title", "search_description"}
RECORD_FIELDS = [
    name for name in BookRecord.model_fields if name not in OWN_FIELDS | {"first_published_at"}
]


class RecordField(Field):
    """One part of `BookPage.record`, as JSON."""

    def get_attribute(self, instance: Any) -> Any:
        return instance.record_as_json[self.field_name]

    def to_representation(self, value: Any) -> Any:
        return value


BOOK_API_FIELDS = [APIField(name, serializer=RecordField()) for name in RECORD_FIELDS]
