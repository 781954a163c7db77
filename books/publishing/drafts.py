"""Draft → record: what a book would show if it were published now, live or not."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from books.images import addresses_at
from books.models import BookPage
from books.publishing.context import load_context
from books.publishing.records import RecordError, own_values, record_of, shared_values
from books.queries import contributors
from books.record import BookRecord
from books.rich_text import links_at_hand


def record_of_draft(draft: BookPage) -> BookRecord:
    """The record of a book as it stands in memory. Raises RecordError."""
    if draft.pk is None:
        raise RecordError(draft, LookupError(_("it has not been saved yet.")))
    load_people(draft)
    record = record_of(draft)
    if record is None:
        raise RecordError(draft, LookupError(_("it stands below no site.")))
    return record


def values_of_draft(draft: BookPage) -> dict[str, Any]:
    """The same as plain values and without the streams, of a draft that may lack anything yet."""
    load_people(draft)
    context = load_context([draft])
    site_id, root_url, path = draft.get_url_parts() or (None, "", "")
    language = translation.override(draft.locale.language_code)
    with links_at_hand(context.linked), language, addresses_at(root_url or ""):
        values = own_values(draft, site_id, root_url or "", path or "")
        return values | shared_values(draft, site_id, context)


def load_people(draft: BookPage) -> None:
    people = Prefetch("contributor", queryset=contributors())
    prefetch_related_objects(draft.contributions.all(), people)
