"""What is scheduled goes live, and what expires leaves, in every channel, once and on time."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page, PageLogEntry, Revision

from books.codes import Form
from books.dates import NEVER
from books.images import make_renditions
from books.models import (
    BookPage,
    Format,
    Numbering,
    Picture,
    Publication,
    PublicationSearch,
    ShareImage,
)
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.books.admin.forms import form_of
from tests.books.publishing.rows import changed_since, numbers, record_of, row_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_picture,
)
from tests.roles import log_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
# Stands in the name of all that only this book shows.
NAME = "Quicksilver rising"
LISTS = [
    "/",
    "/books/",
    "/search/?q=Quicksilver",
    "/api/v2/pages/?type=books.BookPage",
    "/api/v2/images/",
    "/api/v2/documents/",
    "/api/v3/books/",
    "/api/v3/books/?search=Quicksilver",
    "/api/v3/books/?facets=contributor",
    "/api/v3/changes/",
    "/api/v3/contributors/",
    "/api/v3/subjects/",
    "/api/v3/series/",
    "/api/v3/pages/?type=books.BookPage",
    "/api/v3/images/",
    "/api/v3/documents/",
]


@pytest.fixture
def book() -> BookPage:
    """A complete draft with a cover, a sample, and people and shelves of its own."""
    cover = make_picture(NAME)
    make_renditions.call(cover.pk)
    book = make_book(
        NAME,
        contributor=ContributorFactory(name=f"{NAME} author"),
        subject=SubjectFactory(name=f"{NAME} subject"),
        series=SeriesFactory(name=f"{NAME} series"),
        cover=cover,
        live=False,
    )
    sample = ContentFile(b"%PDF", name="sample.pdf")
    document = Document.objects.create(title=f"{NAME} sample", file=sample)
    book.formats = [Format(form=Form.PDF, sample=document)]
    book.save()
    return book


def own_addresses(book: BookPage) -> list[str]:
    cover, sample = Picture.objects.get(pk=book.cover_id), book.formats.get().sample
    writer, subject = book.contributions.get().contributor, book.book_subjects.get().subject
    shared = {"contributors": writer, "subjects": subject, "series": book.series}
    return [
        "/books/quicksilver-rising/",
        f"/api/v2/pages/{book.pk}/",
        f"/api/v3/pages/{book.pk}/",
        f"/api/v3/books/{book.pk}/",
        "/api/v3/books/by-path/?path=/books/quicksilver-rising/",
        *(thing.get_absolute_url() for thing in shared.values()),
        *(f"/api/v3/{kind}/{thing.pk}/" for kind, thing in shared.items()),
        *(f"/api/{version}/images/{cover.pk}/" for version in ("v2", "v3")),
        *(f"/api/{version}/documents/{sample.pk}/" for version in ("v2", "v3")),
        cover.file.url,
        *(each.file.url for each in cover.renditions.all()),
        sample.url,
    ]


def ways_that_show(client, book: BookPage) -> list[str]:
    """Those of all addresses at which an anonymous reader finds the book, or a part of it."""
    listed = [way for way in LISTS if NAME in without_marks(client.get(way).content.decode())]
    return listed + [way for way in own_addresses(book) if client.get(way).status_code == 200]


def without_marks(content: str) -> str:
    """Without those around the words that a search has found."""
    return content.replace("<mark>", "").replace("</mark>", "")


def schedule(
    book: BookPage, go_live: timedelta | None, expire: timedelta | None = None, **fields: Any
) -> None:
    """Publish the book with these fields at a time from now, until another."""
    version = BookPage.objects.get(pk=book.pk)
    version.go_live_at = go_live and timezone.now() + go_live
    version.expire_at = expire and timezone.now() + expire
    for name, value in fields.items():
        setattr(version, name, value)
    version.save_revision().publish()


def time_passes(time: timedelta) -> None:
    """All times that are set come nearer."""
    for page in Page.objects.exclude(depth=1):
        times = {"go_live_at": page.go_live_at, "expire_at": page.expire_at}
        earlier = {name: at and at - time for name, at in times.items()}
        Page.objects.filter(pk=page.pk).update(**earlier)
    for rows in (Publication.objects, PublicationSearch.objects):
        for row in rows.exclude(expires=NEVER):
            rows.filter(pk=row.pk).update(expires=row.expires - time)
    for revision in Revision.objects.all():
        for name in ("go_live_at", "expire_at"):
            if at := revision.content[name]:
                revision.content[name] = (datetime.fromisoformat(at) - time).isoformat()
        if revision.approved_go_live_at:
            revision.approved_go_live_at -= time
        revision.save()


def hours_later(hours: float) -> None:
    """The worker looks after these hours, and not once in between."""
    time_passes(hours * HOUR)
    call_command("publish_scheduled")


def scheduled_actions(book: BookPage) -> list[str]:
    """What the schedule has done to the book, as its history tells."""
    done = PageLogEntry.objects.filter(page=book.pk, action__endswith=".scheduled")
    return list(done.order_by("pk").values_list("action", flat=True))


def test_a_book_is_in_every_channel_from_its_time_until_its_expiry(client, book):
    schedule(book, HOUR, 3 * HOUR)
    everywhere = LISTS + own_addresses(book)
    assert ways_that_show(client, book) == []
    hours_later(0.98)
    assert ways_that_show(client, book) == []
    hours_later(0.03)
    assert ways_that_show(client, book) == everywhere
    hours_later(1)
    assert ways_that_show(client, book) == everywhere
    hours_later(1)
    assert ways_that_show(client, book) == []
    assert scheduled_actions(book) == ["wagtail.publish.scheduled", "wagtail.unpublish.scheduled"]


def test_until_its_time_a_new_version_shows_nowhere(client, book):
    schedule(book, None)
    before, cover = numbers(), make_picture("Another cover")
    schedule(book, HOUR, title="Another title", cover=cover)
    assert ways_that_show(client, book) == LISTS + own_addresses(book)
    for way in (*LISTS, book.url):
        assert "Another" not in client.get(way).content.decode(), way
    assert client.get(cover.file.url).status_code == 404
    assert changed_since(before) == set()
    hours_later(1)
    assert "Another title" in client.get(book.url).content.decode()
    assert record_of(book).title == "Another title"
    assert client.get(cover.file.url).status_code == 200
    assert client.get(book.cover.file.url).status_code == 404
    assert scheduled_actions(book) == ["wagtail.publish.scheduled"]


def test_a_worker_that_was_away_catches_up(book):
    other = make_book("Other")
    schedule(other, None, 2 * HOUR)
    schedule(book, HOUR)
    hours_later(48)
    assert record_of(book).title == NAME
    assert row_of(other).withdrawn
    before = numbers()
    hours_later(1)
    assert changed_since(before) == set()


def test_a_book_whose_whole_time_passed_while_the_worker_was_away_shows_nowhere(client, book):
    schedule(book, HOUR, 2 * HOUR)
    hours_later(3)
    assert ways_that_show(client, book) == []
    assert not BookPage.objects.get(pk=book.pk).live


def test_an_expiry_that_a_due_version_puts_off_does_not_come(client, book):
    schedule(book, None, HOUR)
    schedule(book, HOUR, 9 * HOUR)
    hours_later(2)
    assert ways_that_show(client, book) == LISTS + own_addresses(book)
    assert scheduled_actions(book) == ["wagtail.publish.scheduled"]


def test_an_expired_book_comes_back_when_a_version_is_scheduled_for_later(client, book):
    schedule(book, None, HOUR)
    schedule(book, 3 * HOUR)
    hours_later(2)
    assert ways_that_show(client, book) == []
    hours_later(2)
    assert ways_that_show(client, book) == LISTS + own_addresses(book)
    assert scheduled_actions(book) == ["wagtail.unpublish.scheduled", "wagtail.publish.scheduled"]


def test_a_book_that_is_scheduled_again_goes_live_at_the_later_time_alone(book):
    schedule(book, HOUR)
    schedule(book, 3 * HOUR, tagline="Later")
    hours_later(2)
    assert row_of(book) is None
    hours_later(2)
    assert record_of(book).tagline == "Later"
    assert scheduled_actions(book) == ["wagtail.publish.scheduled"]


def test_a_draft_saved_meanwhile_is_not_what_goes_live(book):
    schedule(book, HOUR)
    draft = BookPage.objects.get(pk=book.pk)
    draft.tagline = "Not approved"
    draft.save_revision()
    hours_later(1)
    assert record_of(book).tagline == ""
    draft = BookPage.objects.get(pk=book.pk)
    assert draft.has_unpublished_changes
    assert draft.get_latest_revision_as_object().tagline == "Not approved"


def latest_version(book: BookPage) -> Revision:
    return BookPage.objects.get(pk=book.pk).latest_revision


def saves(client: Client, book: BookPage) -> bool:
    """Whether the admin takes a draft from someone who has just opened the book."""
    version = latest_version(book)
    opened = {
        "loaded_revision_id": version.pk,
        "loaded_revision_created_at": version.created_at.isoformat(),
    }
    form = form_of(book, tagline="Changed") | opened
    client.post(f"/admin/pages/{book.pk}/edit/", form)
    return latest_version(book) != version


def test_a_scheduled_book_is_edited_only_after_its_schedule_was_cancelled(book):
    schedule(book, HOUR)
    editor, publisher = log_in(MARKETING_EDITORS), log_in(PUBLISHERS)
    assert not saves(editor, book)
    assert not saves(publisher, book)
    address = f"/admin/pages/{book.pk}/revisions/{latest_version(book).pk}/unschedule/"
    editor.post(address)
    assert not saves(editor, book)
    publisher.post(address)
    assert saves(editor, book)
    hours_later(2)
    assert row_of(book) is None
    assert scheduled_actions(book) == []


def test_of_a_deleted_book_nothing_goes_live(book):
    schedule(book, HOUR)
    assert log_in(PUBLISHERS).post(f"/admin/pages/{book.pk}/delete/").status_code == 302
    before = numbers()
    hours_later(2)
    assert changed_since(before) == set()


WORKERS = 4
WORKER = """
import sys
import django
django.setup()
from django.core.management import call_command
from wagtail.signals import page_published, page_unpublished

def tell(signal, instance, **kwargs):
    print("live" if signal is page_published else "gone", instance.pk)

page_published.connect(tell)
page_unpublished.connect(tell)
print("ready", flush=True)
sys.stdin.readline()
call_command("publish_scheduled", stdout=sys.stderr)
"""


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen]]:
    """Processes of their own on the database of this test, which begin at a word."""
    environment = os.environ | {"DATABASE_URL": database_url(), "DATABASE_POOL": "no"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=settings.BASE_DIR,
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(WORKERS)
    ]
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def work(workers: list[subprocess.Popen]) -> Counter[str]:
    """What the workers did, all at the same time: each line once for each time it was done."""
    for worker in workers:
        assert worker.stdout.readline() == "ready\n", worker.stderr.read()
    for worker in workers:
        worker.stdin.write("now\n")
        worker.stdin.flush()
    said = [(worker.communicate(), worker.returncode) for worker in workers]
    assert [code for _, code in said] == [0] * WORKERS, said
    return Counter(line for (output, _), _ in said for line in output.splitlines())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_several_workers_do_each_thing_once(workers):
    ada = ContributorFactory()
    make_book("Stays", contributor=ada)
    coming = [make_book(f"Coming {each}", contributor=ada, live=False) for each in range(8)]
    going = [make_book(f"Going {each}", contributor=ada) for each in range(8)]
    for book in coming:
        schedule(book, HOUR)
    for book in going:
        schedule(book, None, HOUR)
    time_passes(2 * HOUR)
    before, last = numbers(), Numbering.objects.get().last
    done = work(workers)
    assert done == Counter(
        [*(f"live {book.pk}" for book in coming), *(f"gone {book.pk}" for book in going)]
    )
    assert [scheduled_actions(book) for book in coming] == [["wagtail.publish.scheduled"]] * 8
    assert [scheduled_actions(book) for book in going] == [["wagtail.unpublish.scheduled"]] * 8
    assert changed_since(before) == {("book", book.pk) for book in (*coming, *going)}
    drawn = ShareImage.objects.filter(book__in=coming).count()
    assert drawn == 8
    assert Numbering.objects.get().last == last + 16 + drawn
