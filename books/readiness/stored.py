"""Keeps the count of each book's gaps up to date, as books and what they share change."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.signals import post_save
from django_tasks import task

from books.models import BookPage, BookReadiness, Contributor, Subject
from books.queries import credits_with_people, fill_streams, shelvings
from books.readiness.gaps import Gap
from books.readiness.rules import gaps_of
from books.task_queue import enqueue_with_commit

# Books loaded at once.
BATCH = 100
USES = {"contributor": "contributions__contributor", "subject": "book_subjects__subject"}


def connect() -> None:
    post_save.connect(book_saved, sender=BookPage)
    post_save.connect(shared_thing_saved, sender=Contributor)
    post_save.connect(shared_thing_saved, sender=Subject)


def book_saved(instance: BookPage, raw: bool = False, **kwargs: Any) -> None:
    """Saving a revision saves its book too: the instance is the latest version."""
    if not raw:
        store(instance, gaps_of(instance))


def shared_thing_saved(instance: Contributor | Subject, created: bool, **kwargs: Any) -> None:
    if not created:
        name = instance._meta.model_name
        enqueue_with_commit(renew_users_of, name, instance.pk)


@task()
def renew_users_of(model_name: str, pk: int) -> None:
    """Look again at the books that name this contributor or subject."""
    books = BookPage.objects.filter(**{USES[model_name]: pk}).distinct()
    for book, gaps in each_with_gaps(books):
        store(book, gaps)


def store(book: BookPage, gaps: list[Gap]) -> None:
    BookReadiness.objects.update_or_create(book_id=book.pk, defaults=count_gaps(gaps))


def count_gaps(gaps: list[Gap]) -> dict[str, int]:
    return {"gaps": len(gaps), "needed": sum(gap.needed for gap in gaps)}


def each_with_gaps(books: QuerySet) -> Iterator[tuple[BookPage, list[Gap]]]:
    """Each of these books in its latest version, with what that lacks; loaded in batches."""
    ids = list(books.order_by("title", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        for book in latest_versions(ids[start : start + BATCH]):
            yield book, gaps_of(book)


def latest_versions(ids: list[int]) -> Iterable[BookPage]:
    books = BookPage.objects.select_related("latest_revision").prefetch_related(
        Prefetch("contributions", credits_with_people()),
        "formats__prices",
        Prefetch("book_subjects", shelvings()),
    )
    known = books.in_bulk(ids)
    pages = [known[pk] for pk in ids if pk in known]
    fill_streams(pages)
    for page in pages:
        draft = page.latest_revision and (page.has_unpublished_changes or not page.live)
        yield page.get_latest_revision_as_object() if draft else page
