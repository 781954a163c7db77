"""Fills an empty database of the site: tree, people, shelves and pictures, then the books.

Books are written as rows, since saving each like an editor would take hours; their publications
are then made by the project's own code, so that they are what publishing would have stored.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.db import connection, transaction
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
    Series,
    Subject,
)
from books.publishing import shape
from books.publishing.upkeep import Batch, batches, everything
from books.publishing.uses import chunks
from books.readiness.stored import each_with_gaps
from home.models import ContentPage
from home.preparing import collect_static
from home.tree import fill_in_publisher, front_page, make_tree, publish_below
from tests.benchmarks import made_up
from tests.benchmarks.book_rows import Shared, write_books
from tests.benchmarks.pictures import COVER, PHOTO, picture

CHUNK = 500
ADMINISTRATOR = "admin"
MADE_AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def build(count: int) -> None:
    """Everything, for so many books. The database is migrated and has no site yet."""
    shared = build_shared(count)
    run_tasks()
    index = BookIndexPage.objects.get()
    for chunk in in_chunks(count):
        with transaction.atomic():
            write_books(made_up.books(chunk), index, shared)
    count_children(index)
    publish()
    look_at_books()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def in_chunks(count: int) -> Iterator[range]:
    for start in tqdm(range(0, count, CHUNK), desc="books", disable=None):
        yield range(start, min(start + CHUNK, count))


@transaction.atomic
def build_shared(count: int) -> Shared:
    make_tree()
    fill_in_publisher(name="Made-up Books", newsletter_offer="Ten per cent off the first book.")
    for title in ("About", "Students"):
        body = [("paragraph", f"<p>{title} of made-up books.</p>")]
        publish_below(front_page(), ContentPage(title=title, body=body, show_in_menus=True))
    get_user_model().objects.create_superuser(ADMINISTRATOR)
    photos = make_pictures("Photo", made_up.PHOTOS, PHOTO)
    return Shared(
        covers=make_pictures("Cover", made_up.COVERS, COVER),
        people=make_people(made_up.people_count(count), photos),
        subjects=make_subjects(),
        series=make_series(count),
    )


def run_tasks() -> None:
    """What is queued so far: renditions, and entries in Wagtail's indexes."""
    for queued in DBTaskResult.objects.ready():
        result = queued.task_result
        queued.task.call(*result.args, **result.kwargs)


def make_pictures(title: str, count: int, size: tuple[int, int]) -> list[Picture]:
    made = [
        Picture.objects.create(title=f"{title} {number}", file=picture(number, size))
        for number in range(count)
    ]
    for each in made:
        make_renditions.call(each.pk)
    return made


def make_people(count: int, photos: list[Picture]) -> list[Contributor]:
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
    return made


def make_subjects() -> list[Subject]:
    """Five under each of eight that have no books of their own."""
    above = [Subject.objects.create(name=f"Field {letter}") for letter in "ABCDEFGH"]
    return [
        Subject.objects.create(
            name=f"Subject {number}",
            parent=above[number % len(above)],
            bisac=f"BUS{number:06d}",
            thema="KCM",
        )
        for number in range(made_up.SUBJECTS)
    ]


def make_series(books: int) -> list[Series]:
    return Series.objects.bulk_create(
        Series(name=f"Series {number}", slug=f"series-{number}")
        for number in range(books // 40 + 1)
    )


def count_children(index: BookIndexPage) -> None:
    children = BookPage.objects.child_of(index).count()
    BookIndexPage.objects.filter(pk=index.pk).update(numchild=children)


def publish() -> None:
    """Make the publications of everything; what is left for a worker is not for readers."""
    pages = set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True))
    for ids in tqdm(list(chunks(pages)), desc="publications", disable=None):
        Batch(None, ids).rebuild()
    for batch in everything():
        if batch.kind is not None:
            batch.rebuild()
    shape.remember()
    DBTaskResult.objects.all().delete()


def bring_up_to_date() -> None:
    """After an update of the code that makes publications, or of the static files."""
    collect_static(str)
    if not shape.is_current():
        publish()


def look_at_books() -> None:
    found = each_with_gaps(BookPage.objects.filter(readiness=None))
    BookReadiness.objects.bulk_create(
        (BookReadiness(book_id=book.pk, gaps=len(gaps)) for book, gaps in found), batch_size=CHUNK
    )


def sample_drifts(count: int) -> list[str]:
    """In what way the publications of some books, spread over all, are not what they should be."""
    ids = list(BookPage.objects.order_by("pk").values_list("pk", flat=True))
    chosen = set(ids[:: max(len(ids) // count, 1)])
    drifts = [drift for batch in batches(None, chosen) for drift in batch.drift()]
    return [f"{drift.key.kind} {drift.key.object_id} {drift.reason}" for drift in drifts]
