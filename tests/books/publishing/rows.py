"""What the publications say, for tests to compare before and after."""

from typing import Any

from books.models import Publication
from books.record import BookRecord


def row_of(page: Any) -> Publication | None:
    return Publication.objects.filter(kind__in=["book", "page"], object_id=page.pk).first()


def record_of(page: Any) -> BookRecord:
    return BookRecord.model_validate_json(row_of(page).record)


def numbers() -> dict[tuple[str, int], tuple[int, str]]:
    """Number and digest of every publication, by kind and id."""
    return {
        (row.kind, row.object_id): (row.number, row.digest) for row in Publication.objects.all()
    }


def changed_since(before: dict) -> set[tuple[str, int]]:
    """Which publications have another number than `before`, or none then."""
    after = numbers()
    return {key for key in after if after[key] != before.get(key)}
