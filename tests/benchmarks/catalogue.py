"""Fills an empty database of the site: tree, people, shelves and pictures, then the books.

Books are written as rows, since saving each like an editor would take hours; their publications
are then made by the project's own code, so that they are what publishing would have stored.
"""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from tqdm import tqdm
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from books.images import make_renditions
from books.models import (
    BookIndexPage,
    BookPage,
    BookReadiness,
    Contributor,
    Picture,
    Publication,
    Series,
    Subject,
)
from books.publishing import shape
from books.publishing.faces import PAGE_KINDS
from books.publishing.upkeep import Batch, batches, everything
from books.publishing.uses import chunks
from books.readiness.stored import count_gaps, each_with_gaps
from home.models import ContentPage
from home.preparing import collect_static
from home.tree import fill_in_publisher, front_page, make_tree, publish_below
from tests.benchmarks import made_up
from tests.benchmarks.book_rows import MADE_AT, Shared, write_books
from tests.benchmarks.pictures import COVER, PHOTO, picture

CHUNK = 500
ADMINISTRATOR = "admin"


def build(count: int) -> None:
    """Everything, for so many books. The database is migrated; what is there already is kept."""
    if not BookIndexPage.objects.exists():
        build_shared(count)
    run_tasks()
    index, shared = BookIndexPage.objects.get(), load_shared()
    for chunk in in_chunks(BookPage.objects.count(), count):
        with transaction.atomic():
            write_books(made_up.books(chunk), index, shared)
    count_children(index)
    publish(page_ids() - published_ids())
    look_at_books()


def in_chunks(first: int, count: int) -> Iterator[range]:
    for start in tqdm(range(first, count, CHUNK), desc="books", disable=None):
        yield range(start, min(start + CHUNK, count))


@transaction.atomic
def build_shared(count: int) -> None:
    """All but the books."""
    make_tree()
    fill_in_publisher(name="Made-up Books", newsletter_offer="Ten per cent off the first book.")
    for title in ("About", "Students"):
        body = [("paragraph", f"<p>{title} of made-up books.</p>")]
        publish_below(front_page(), ContentPage(title=title, body=body, show_in_menus=True))
    get_user_model().objects.create_superuser(ADMINISTRATOR)
    photos = make_pictures("Photo", made_up.PHOTOS, PHOTO)
    make_pictures("Cover", made_up.COVERS, COVER)
    make_people(made_up.people_count(count), photos)
    make_subjects()
    make_series(count)


def load_shared() -> Shared:
    return Shared(
        covers=list(Picture.objects.filter(title__startswith="Cover").order_by("pk")),
        people=list(Contributor.objects.order_by("pk")),
        subjects=list(Subject.objects.exclude(parent=None).order_by("pk")),
        series=list(Series.objects.order_by("pk")),
    )


def run_tasks() -> None:
    """What is queued so far: renditions, and entries in Wagtail's indexes."""
    for queued in DBTaskResult.objects.ready():
        result = queued.task_result
        queued.task.call(*result.args, **result.kwargs)
        queued.delete()


def make_pictures(title: str, count: int, size: tuple[int, int]) -> list[Picture]:
    made = [
        Picture.objects.create(title=f"{title} {number}", file=picture(number, size))
        for number in range(count)
    ]
    for each in made:
        make_renditions.call(each.pk)
    return made


def make_people(count: int, photos: list[Picture]) -> None:
    people = (made_up.make_person(number) for number in range(count))
    made = Contributor.objects.bulk_create(
        (
            Contributor(
                name=person.name,
                sort_name=person.sort_name,
                slug=f"{person.name.lower().replace(' ', '-')}-{person.number}",
                reference=made_up.key_of(f"person {person.number}"),
                bio=person.bio,
                photo=None if person.photo is None else photos[person.photo],
                first_published_at=MADE_AT,
                last_published_at=MADE_AT,
            )
            for person in people
        ),
        batch_size=CHUNK,
    )
    get_search_backend().add_bulk(Contributor, made)


def make_subjects() -> None:
    """Five under each of eight that have no books of their own."""
    above = [Subject.objects.create(name=f"Field {letter}") for letter in "ABCDEFGH"]
    for number in range(made_up.SUBJECTS):
        Subject.objects.create(
            name=f"Subject {number}",
            parent=above[number % len(above)],
            bisac=f"BUS{number:06d}",
            thema="KCM",
        )


def make_series(books: int) -> None:
    Series.objects.bulk_create(
        Series(name=f"Series {number}", slug=f"series-{number}")
        for number in range(books // 40 + 1)
    )


def count_children(index: BookIndexPage) -> None:
    children = BookPage.objects.child_of(index).count()
    BookIndexPage.objects.filter(pk=index.pk).update(numchild=children)


def page_ids() -> set[int]:
    return set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True))


def published_ids() -> set[int]:
    rows = Publication.objects.filter(kind__in=PAGE_KINDS)
    return set(rows.values_list("object_id", flat=True))


def publish(pages: set[int]) -> None:
    """Make the publications of these and of all things; what is queued for a worker is left out."""
    for ids in tqdm(list(chunks(pages)), desc="publications", disable=None):
        Batch(None, ids).rebuild()
    for batch in everything():
        if batch.kind is not None:
            batch.rebuild()
    DBTaskResult.objects.all().delete()


def bring_up_to_date() -> None:
    """After an update of the code that makes publications, or of the static files."""
    collect_static(str)
    if not shape.is_current():
        publish(page_ids())
        shape.remember()


def look_at_books() -> None:
    found = each_with_gaps(BookPage.objects.filter(readiness=None))
    BookReadiness.objects.bulk_create(
        (BookReadiness(book_id=book.pk, **count_gaps(gaps)) for book, gaps in found),
        batch_size=CHUNK,
    )


def sample_drifts(count: int) -> list[str]:
    """In what way the publications of some books, spread over all, are not what they should be."""
    ids = list(BookPage.objects.order_by("pk").values_list("pk", flat=True))
    chosen = set(ids[:: max(len(ids) // count, 1)])
    drifts = [drift for batch in batches(None, chosen) for drift in batch.drift()]
    return [f"{drift.key.kind} {drift.key.object_id} {drift.reason}" for drift in drifts]
