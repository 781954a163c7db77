"""Draft → record: what a book would show if it were published now, live or not."""

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from books.models import BookPage
from books.publishing.records import RecordError, record_of
from books.queries import contributors
from books.record import BookRecord


def record_of_draft(draft: BookPage) -> BookRecord:
    """The record of a book as it stands in memory. Raises RecordError."""
    if draft.pk is None:
        raise RecordError(draft, LookupError(_("it has not been saved yet.")))
    prefetch_related_objects(
        draft.contributions.all(), Prefetch("contributor", queryset=contributors())
    )
    record = record_of(draft)
    if record is None:
        raise RecordError(draft, LookupError(_("it stands below no site.")))
    return record
