"""Draft → record: what a book would show if it were published now, live or not."""

from django.db.models import Prefetch, prefetch_related_objects

from books.models import BookPage
from books.publishing.records import RecordError, record_of
from books.queries import contributors
from books.record import BookRecord


def record_of_draft(book: BookPage) -> BookRecord:
    """The record of the book's latest revision. Raises RecordError."""
    record = record_of(draft_of(book))
    if record is None:
        raise RecordError(book, LookupError("it stands below no site."))
    return record


def draft_of(book: BookPage) -> BookPage:
    """The book as it was last saved, loaded as `record_of` needs it."""
    draft = book.get_latest_revision_as_object()
    if draft is book:
        return BookPage.objects.for_records().get(pk=book.pk)
    prefetch_related_objects(
        draft.contributions.all(), Prefetch("contributor", queryset=contributors())
    )
    return draft
