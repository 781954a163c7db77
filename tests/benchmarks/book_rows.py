"""Made-up books → the rows of their pages, with all that an editor's saving would have written.

That is the page with its child relations, its revision, its entry in Wagtail's search index, and
its references. Raw inserts, because Django makes no rows of multi-table models in bulk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from books.models import (
    BookIndexPage,
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    Format,
    Picture,
    Price,
    Series,
    Subject,
)
from tests.benchmarks import made_up

MADE_AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Shared:
    """What books share, by the numbers that made-up books know it under."""

    covers: list[Picture]
    people: list[Contributor]
    subjects: list[Subject]
    series: list[Series]


def write_books(books: Iterable[made_up.Book], index: BookIndexPage, shared: Shared) -> None:
    pages = [page_of(book, index, shared) for book in books]
    keys = insert(Page, pages)
    for page, (key,) in zip(pages, keys, strict=True):
        page.pk = page.id = page.page_ptr_id = key
    insert(BookPage, pages)
    for name in ("contributions", "book_subjects", "formats"):
        write_children(pages, name, "page")
    formats = [format_ for page in pages for format_ in page.formats.all()]
    write_children(formats, "prices", "format")
    write_revisions(pages)
    get_search_backend().add_bulk(BookPage, pages)
    ReferenceIndex.objects.bulk_create(reference for page in pages for reference in refer(page))


def page_of(book: made_up.Book, index: BookIndexPage, shared: Shared) -> BookPage:
    page = BookPage(
        title=book.title,
        draft_title=book.title,
        slug=book.slug,
        path=BookPage._get_path(index.path, index.depth + 1, book.number + 1),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{book.slug}/",
        content_type=type_of(BookPage),
        locale=index.locale,
        translation_key=made_up.key_of(f"translation {book.number}"),
        reference=made_up.key_of(f"book {book.number}"),
        first_published_at=MADE_AT,
        last_published_at=MADE_AT,
        latest_revision_created_at=MADE_AT,
        subtitle=book.subtitle,
        tagline=book.tagline,
        keywords=book.keywords,
        series=None if book.series is None else shared.series[book.series],
        series_number=book.series_number,
        cover=shared.covers[book.cover],
        description=stream("description", book.description),
        contents=stream("contents", book.contents),
        praise=stream("praise", book.praise),
        author_bio=stream("author_bio", book.bio),
    )
    page.contributions = [
        Contribution(contributor=shared.people[who], role=role) for who, role in book.people
    ]
    page.book_subjects = [BookSubject(subject=shared.subjects[each]) for each in book.subjects]
    page.formats = [format_of(each) for each in book.formats]
    return page


def stream(name: str, raw: made_up.Stream) -> Any:
    field = BookPage._meta.get_field(name)
    assert isinstance(field, StreamField)
    return field.stream_block.to_python(raw)


def format_of(made: made_up.Format) -> Format:
    format_ = Format(
        form=made.form,
        isbn=made.isbn,
        pages=made.pages,
        width=140,
        height=216,
        published_on=made.published_on,
        buy_link=f"https://example.com/buy/{made.isbn}",
    )
    format_.prices = [
        Price(amount=Decimal(amount), currency=currency) for currency, amount in made.prices.items()
    ]
    return format_


def insert(model: type[models.Model], instances: list[Any]) -> list[tuple[Any, ...]]:
    """Only the model's own columns; returns the keys that the database gave."""
    key = model._meta.pk
    fields = [
        field for field in model._meta.local_concrete_fields if field is not key or key.is_relation
    ]
    given = [] if key.is_relation else [key]
    return model._base_manager.all()._insert(
        instances, fields=fields, using="default", returning_fields=given
    )


def write_children(parents: list[Any], name: str, parent_name: str) -> None:
    """Bring the child relations of this name, set in memory, to the database."""
    children = []
    for parent in parents:
        for place, child in enumerate(getattr(parent, name).all()):
            # Again, now that the parent has its key.
            setattr(child, parent_name, parent)
            child.sort_order = place
            children.append(child)
    type(children[0])._base_manager.bulk_create(children)


def write_revisions(pages: list[BookPage]) -> None:
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=type_of(BookPage),
            base_content_type=type_of(Page),
            object_id=str(page.pk),
            created_at=MADE_AT,
            object_str=str(page),
            content=page.serializable_data(),
        )
        for page in pages
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE wagtailcore_page SET latest_revision_id = %s, live_revision_id = %s"
            " WHERE id = %s",
            [
                (revision.pk, revision.pk, page.pk)
                for page, revision in zip(pages, revisions, strict=True)
            ],
        )


def refer(page: BookPage) -> Iterable[ReferenceIndex]:
    for to_type, to_id, model_path, content_path in ReferenceIndex._extract_references_from_object(
        page
    ):
        yield ReferenceIndex(
            content_type=type_of(BookPage),
            base_content_type=type_of(Page),
            object_id=page.pk,
            to_content_type_id=to_type,
            to_object_id=to_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )


def type_of(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)
