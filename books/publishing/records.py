"""Page → record: any number of books in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from books.dates import first_day_of
from books.images import addresses_at, image_part
from books.models import BookPage
from books.models.format import date_with_precision
from books.publishing import parts
from books.publishing.context import RecordContext, load_context
from books.publishing.uses import Use, uses_of_book
from books.queries import STREAMS
from books.record import BookRecord
from books.rich_text import links_at_hand


class RecordError(Exception):
    """A book's record cannot be built; nothing of what asked for it has happened."""

    def __init__(self, page: BookPage, reason: Exception):
        self.page = page
        super().__init__(f"“{page.title}” could not be published: {reason}")


@dataclass(frozen=True)
class BuiltRecord:
    """A record and what its publication needs besides."""

    record: BookRecord
    site_id: int
    sort_date: date
    uses: frozenset[Use]


def build_records(pages: Iterable[BookPage]) -> dict[int, BuiltRecord]:
    """The records of these books by page id; books outside every site have none.

    `pages` come from `BookPage.objects.for_records()`. Raises RecordError.
    """
    pages = list(pages)
    context = load_context(pages)
    with links_at_hand(context.linked):
        built = {page.pk: build_record(page, context) for page in pages}
    return {pk: record for pk, record in built.items() if record}


def record_of(page: BookPage) -> BookRecord | None:
    """The record of one page as it stands in memory, a draft too."""
    built = build_records([page]).get(page.pk)
    return built and built.record


def build_record(page: BookPage, context: RecordContext) -> BuiltRecord | None:
    where = page.get_url_parts()
    if not where or not where[2]:
        return None
    try:
        with translation.override(page.locale.language_code), addresses_at(where[1]):
            values = own_values(page, *where) | shared_values(page, where[0], context)
            record = BookRecord.model_validate(values | stream_values(page))
    except Exception as error:
        raise RecordError(page, error) from error
    return BuiltRecord(record, where[0], sort_date(page), uses_of_book(page, where[0], context))


def own_values(page: BookPage, site_id: int | None, root_url: str, path: str) -> dict[str, Any]:
    """What the book says of itself, but for its streams."""
    plain = {
        name: getattr(page, name)
        for name in (
            *("id", "reference", "slug", "title", "subtitle", "tagline", "seo_title"),
            *("search_description", "language", "rights", "licence", "doi", "first_published_at"),
        )
    }
    return {
        **plain,
        "alias_of": page.alias_of_id,
        "locale": page.locale.language_code,
        "path": path,
        "url": root_url + path,
        "awards": parts.award_parts(page),
        "edition": {"number": page.edition_number, "note": page.edition_note},
        "cover": page.cover and {**image_part(page.cover), "alt": str(page.cover_alt_text)},
        "keywords": page.keyword_list,
    }


def stream_values(page: BookPage) -> dict[str, Any]:
    streams = {name: getattr(page, name) for name in STREAMS}
    return {
        name: stream.stream_block.get_api_representation(stream) for name, stream in streams.items()
    }


def shared_values(page: BookPage, site_id: int | None, context: RecordContext) -> dict[str, Any]:
    """What the book shows of things it shares with others."""
    publisher = context.publisher(site_id)
    language = page.locale.language_code
    contributions = enumerate(page.contributions.all(), start=1)
    return {
        "contributions": [parts.contribution_part(*each) for each in contributions],
        "formats": [parts.format_part(each, language, context) for each in page.formats.all()],
        "subjects": parts.subject_parts(page, context),
        "series": parts.series_part(page),
        "related_books": parts.related_parts(page, context),
        "exam_copy": parts.offer_part(
            publisher.exam_copy_label if page.offers_exam_copies else "",
            publisher.exam_copy_page_id,
            context,
        ),
        "student_offer": parts.offer_part(
            publisher.student_offer_label if page.in_student_offer else "",
            publisher.student_offer_page_id,
            context,
        ),
        "publisher": {"name": publisher.name, "newsletter_offer": publisher.newsletter_offer},
    }


def sort_date(page: BookPage) -> date:
    """The first day on which any format may be out, or the year 1."""
    dated = [each for each in page.formats.all() if each.published_on]
    days = [
        first_day_of(date_with_precision(each.published_on, each.published_on_precision))
        for each in dated
    ]
    return min(days, default=date.min)
