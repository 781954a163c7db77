"""How many books name each of a few contributors, subjects or series; which are named at all."""

from collections.abc import Collection, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Revision

from books.merging.contents import Kind
from books.merging.pages import ids_on_pages
from books.merging.places import NAMED_BY
from books.models import BookPage

ROWS = {Kind.CONTRIBUTOR: "contributions", Kind.SUBJECT: "book_subjects"}


def books_of_each(kind: str, ids: Collection[int]) -> dict[int, int]:
    """By id, in two queries: what is stored of the books, and what their latest drafts say."""
    books: dict[int, set[int]] = {pk: set() for pk in ids}
    for pk, book in (*stored(kind, ids), *drafted(kind)):
        if pk in books:
            books[pk].add(book)
    return {pk: len(using) for pk, using in books.items()}


def used(kind: str) -> set[int]:
    """The ids of all that a book names, or its latest draft, or another page in a stream."""
    named = BookPage.objects.order_by().values_list(NAMED_BY[kind], "pk")
    return {pk for pk, _book in (*named, *drafted(kind)) if pk} | ids_on_pages(kind)


def stored(kind: str, ids: Collection[int]) -> Iterator[tuple[int, int]]:
    name = NAMED_BY[kind]
    books = BookPage.objects.filter(**{f"{name}__in": ids}).order_by()
    yield from books.values_list(name, "pk")


def drafted(kind: str) -> Iterator[tuple[int, int]]:
    drafts = BookPage.objects.filter(Q(has_unpublished_changes=True) | Q(live=False))
    revisions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(BookPage),
        pk__in=drafts.order_by().values("latest_revision"),
    )
    field = ROWS.get(kind, "series")
    for book, said in revisions.values_list("object_id", f"content__{field}"):
        rows = said if isinstance(said, list) else [{kind: said}]
        yield from ((row[kind], int(book)) for row in rows)
