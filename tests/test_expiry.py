"""What expires is gone at that second from every way out, though no schedule has run since."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page

from books.codes import Form
from books.dates import NEVER
from books.images import make_renditions
from books.models import (
    BookPage,
    Format,
    Publication,
    PublicationSearch,
    Rebuild,
    RelatedBook,
    ShareImage,
)
from books.publishing.publications import latest_number
from books.share_images.making import draw_share_images
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
)
from tests.tasks import WITH_WORKER
from tests.test_nothing_leaks import WAYS_OUT

pytestmark = pytest.mark.django_db

NAME = "Quicksilver"
# As it stands in addresses too.
WORD = NAME.lower()
# Lists, searches, feeds and maps that name a public book, its people or its shelves.
NAMING = [
    "/",
    "/books/",
    f"/search/?q={NAME}",
    "/api/v2/pages/?type=books.BookPage",
    "/api/v3/books/",
    f"/api/v3/books/?search={NAME}",
    "/api/v3/books/?order=title&facets=contributor,subject,series",
    "/api/v3/contributors/",
    "/api/v3/subjects/",
    "/api/v3/series/",
    "/api/v3/changes/",
    "/api/v3/pages/",
    "/feeds/new.atom",
    "/feeds/new.json",
    "/sitemaps/books-0.xml",
    "/sitemaps/contributors-0.xml",
    "/contributors/",
]
SOON = timedelta(hours=1)


@pytest.fixture
def book() -> BookPage:
    """To expire in an hour, with people, shelves and files that no other book has."""
    make_book("Open")
    book = make_book(
        NAME,
        contributor=ContributorFactory(name=f"{NAME} author"),
        subject=SubjectFactory(name=f"{NAME} subject"),
        series=SeriesFactory(name=f"{NAME} series"),
        cover=make_picture(f"{NAME} cover"),
        isbn="9780000000002",
        expire_at=timezone.now() + SOON,
    )
    sample = Document.objects.create(title=NAME, file=ContentFile(b"%PDF", name="s.pdf"))
    book.formats.add(Format(form=Form.PDF, sample=sample))
    book.save()
    make_renditions.call(book.cover_id)
    draw_share_images.call([book.pk])
    # HTTP dates have seconds: what changes and expires within one is another matter.
    Publication.objects.update(changed_at=timezone.now() - SOON)
    return BookPage.objects.get(pk=book.pk)


def let_time_pass(until_after: datetime) -> None:
    """As if it were a second after this; the clock that counts is the database's."""
    past = timezone.now() - timedelta(seconds=1)
    assert Page.objects.filter(expire_at=until_after).update(expire_at=past)
    assert Publication.objects.filter(expires=until_after).update(expires=past)
    PublicationSearch.objects.filter(expires=until_after).update(expires=past)


def doors_of(book: BookPage) -> list[str]:
    subject, person = book.book_subjects.get().subject, book.contributions.get().contributor
    sample = book.formats.exclude(sample=None).get().sample
    things = [person, subject, book.series]
    return [
        book.url,
        *(each.get_absolute_url() for each in things),
        *(f"{each.get_absolute_url()}new.atom" for each in things),
        *(f"{book.url}cite.{kind}" for kind in ("ris", "bib")),
        f"/api/v2/pages/{book.pk}/",
        f"/api/v3/pages/{book.pk}/",
        f"/api/v3/books/{book.pk}/",
        "/api/v3/books/by-isbn/9780000000002/",
        f"/api/v3/books/by-path/?path={book.url}",
        f"/api/v3/contributors/{person.pk}/",
        f"/api/v3/subjects/{subject.pk}/",
        f"/api/v3/series/{book.series_id}/",
        f"/api/v2/images/{book.cover_id}/",
        f"/api/v3/images/{book.cover_id}/",
        f"/api/v3/documents/{sample.pk}/",
        sample.url,
        book.cover.file.url,
        *(each.file.url for each in book.cover.renditions.all()),
        *(each.file.url for each in ShareImage.objects.filter(book=book)),
    ]


def text_at(address: str) -> str:
    """In small letters, without what was asked, which some answers repeat."""
    response = Client().get(address)
    assert response.status_code == 200, address
    text = b"".join(response).decode()
    asked = address.partition("=")[2]
    pattern = rf'(q|search)={asked}|value="{asked}"|“{asked}”|Search: {asked}'
    return (re.sub(pattern, "", text) if asked else text).lower()


def statuses(addresses: list[str]) -> dict[str, int]:
    return {address: Client().get(address).status_code for address in addresses}


def test_until_then_it_is_at_every_door_and_then_at_none(book):
    assert [each for each in NAMING if WORD not in text_at(each)] == []
    doors = doors_of(book)
    assert statuses(doors) == dict.fromkeys(doors, 200)
    let_time_pass(book.expire_at)
    assert Page.objects.get(pk=book.pk).live
    assert [each for each in {*NAMING, *WAYS_OUT} if WORD in text_at(each)] == []
    assert statuses(doors) == dict.fromkeys(doors, 404)


def test_it_is_counted_nowhere_from_then_on(book):
    address = "/api/v3/books/?facets=form,language,contributor"
    before = Client().get(address).json()
    assert (before["count"], len(before["facets"]["contributor"])) == (2, 2)
    let_time_pass(book.expire_at)
    after = Client().get(address).json()
    assert (after["count"], len(after["facets"]["contributor"])) == (1, 1)
    assert {each["count"] for values in after["facets"].values() for each in values} == {1}
    subject = book.book_subjects.get().subject
    for query in ("", f"?subject={subject.pk}", "?search=quicksilver", "?form=pdf", "?limit=1"):
        answer = Client().get(f"/api/v3/books/{query}").json()
        assert answer["count"] == (1 if query in ("", "?limit=1") else 0), query
    assert "1 book" in text_at("/books/")


def test_who_has_an_answer_is_told_that_it_is_old(book):
    kept = {}
    for address in ("/api/v3/books/", "/feeds/new.atom", "/sitemaps/books-0.xml"):
        kept[address] = Client().get(address)
        assert Client().get(address, headers=conditions(kept[address])).status_code == 304
    let_time_pass(book.expire_at)
    for address, answer in kept.items():
        for name, value in conditions(answer).items():
            assert Client().get(address, headers={name: value}).status_code == 200, (address, name)


def conditions(answer) -> dict[str, str]:
    names = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
    return {name: answer[header] for name, header in names.items() if header in answer}


def test_the_edge_hears_of_it_without_a_number(book):
    before = latest_number(connection)
    let_time_pass(book.expire_at)
    after = latest_number(connection)
    assert before[:2] == after[:2]
    assert before != after


def test_a_mirror_hears_of_it_each_time_until_it_is_withdrawn(book):
    cursor = Client().get("/api/v3/changes/").json()["cursor"]
    assert Client().get("/api/v3/changes/", {"since": cursor}).json()["items"] == []
    let_time_pass(book.expire_at)
    for _ in range(2):
        answer = Client().get("/api/v3/changes/", {"since": cursor}).json()
        told = {(each["kind"], each["id"]): each["action"] for each in answer["items"]}
        assert told["book", book.pk] == "delete"
        assert set(told.values()) == {"delete"}
        cursor = answer["cursor"]


def test_another_expiry_is_stored_under_a_number_of_its_own(book):
    row = Publication.objects.get(kind="book", object_id=book.pk)
    person = book.contributions.get().contributor
    later = book.expire_at + SOON
    book.expire_at = later
    book.save()
    again = Publication.objects.get(pk=row.pk)
    assert (again.digest, again.expires) == (row.digest, later)
    assert again.number > row.number
    assert Publication.objects.get(kind="contributor", object_id=person.pk).expires == later
    assert PublicationSearch.objects.get(pk=row.pk).expires == later
    book.expire_at = None
    book.save()
    assert not Publication.objects.exclude(expires=NEVER).exists()


def test_an_alias_and_a_plain_page_expire_too(book):
    alias = book.create_alias(update_slug="other")
    page = make_content_page(f"{NAME} page", expire_at=book.expire_at)
    assert statuses([alias.url, page.url]) == {alias.url: 200, page.url: 200}
    button = ("button", {"text": "Go", "page": Page.objects.get(pk=page.pk)})
    linking = make_content_page("Links", body=[button]).url
    assert page.url in text_at(linking)
    let_time_pass(book.expire_at)
    assert statuses([alias.url, page.url]) == {alias.url: 404, page.url: 404}
    assert page.url not in text_at(linking)
    assert WORD not in text_at("/sitemaps/pages-0.xml")
    assert WORD not in text_at("/search/?q=page")


@pytest.fixture
def neighbour(book) -> BookPage:
    """A book that stays, whose record names the other: beside it, in its text, in a bio."""
    link = f'<p>As in <a linktype="page" id="{book.pk}">the other</a></p>'
    return make_book(
        "Neighbour",
        contributor=ContributorFactory(name="Ada", bio=link),
        description=[("paragraph", link)],
        related_books=[RelatedBook(book=book)],
        published_on=date(2020, 1, 1),
        isbn="9780000000019",
    )


def naming_ways(neighbour: BookPage) -> list[str]:
    person = neighbour.contributions.get().contributor
    return [
        neighbour.url,
        person.get_absolute_url(),
        f"/api/v2/pages/{neighbour.pk}/",
        f"/api/v3/books/{neighbour.pk}/",
        f"/api/v3/books/{neighbour.pk}/?fields=related_books,description",
        "/api/v3/books/by-isbn/9780000000019/",
        "/api/v3/books/",
        "/api/v3/books/?order=title&limit=2",
        "/api/v3/books/?search=neighbour",
        f"/api/v3/books/?contributor={person.pk}",
        f"/api/v3/contributors/{person.pk}/",
        "/api/v3/contributors/",
        "/api/v3/changes/",
        "/feeds/new.json",
    ]


def test_what_names_it_names_it_no_longer(book, neighbour):
    ways = naming_ways(neighbour)
    assert [each for each in ways if WORD not in text_at(each)] == []
    address = f"/api/v3/books/{neighbour.pk}/"
    before = Client().get(address)
    let_time_pass(book.expire_at)
    assert [each for each in ways if WORD in text_at(each)] == []
    after = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["related_books"] == []
    assert "As in the other" in after.json()["description"][0]["value"]["text"]
    call_command("publish_scheduled")
    assert Client().get(address).content == after.content
    assert Client().get(address)["ETag"] == after["ETag"]


def test_no_statement_more_while_nothing_has_expired(book, neighbour):
    ways = [f"/api/v3/books/{neighbour.pk}/", "/api/v3/books/", neighbour.url, "/feeds/new.atom"]
    with_a_time = [statements_at(each) for each in ways]
    book.expire_at = None
    book.save()
    assert [statements_at(each) for each in ways] == with_a_time


def statements_at(address: str) -> int:
    """When the address has been asked for before, since much is read once only."""
    Client().get(address)
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("make", [ContributorFactory, SubjectFactory, SeriesFactory])
def test_what_books_share_does_not_expire(publisher, make):
    thing = make(name="Ada")
    form = publisher.get(f"/admin/snippets/{thing._meta.label_lower.replace('.', '/')}/add/")
    assert b'name="go_live_at"' in form.content
    assert b'name="expire_at"' not in form.content
    thing.expire_at = timezone.now() + SOON
    with pytest.raises(ValidationError, match="Unpublish it instead"):
        thing.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(thing).objects.update(expire_at=thing.expire_at)


def test_no_record_names_it_again_while_the_many_that_did_wait_for_their_rebuild(
    book, settings, monkeypatch
):
    monkeypatch.setattr("books.publishing.settling.AT_ONCE", 0)
    monkeypatch.setattr("books.publishing.schedule.AT_ONCE", 0)
    other = make_book("Naming")
    other.related_books.create(book=book)
    other.save()
    let_time_pass(book.expire_at)
    settings.TASKS = WITH_WORKER
    call_command("publish_scheduled")
    assert Rebuild.objects.get(finished_at=None).kind == "page"
    assert WORD not in text_at(f"/api/v3/books/{other.pk}/").lower()


def test_no_guess_tells_of_it(book):
    assert "quicksilver" in text_at("/search/?q=quicksilwer")
    let_time_pass(book.expire_at)
    assert "quicksilver" not in text_at("/search/?q=quicksilwer")


def test_one_that_is_put_off_is_there_again(book):
    let_time_pass(book.expire_at)
    cursor = Client().get("/api/v3/changes/").json()["cursor"]
    before = latest_number(connection)
    page = BookPage.objects.get(pk=book.pk)
    page.expire_at = timezone.now() + SOON
    page.save()
    assert latest_number(connection) != before
    assert [each for each in NAMING if WORD not in text_at(each)] == []
    told = Client().get("/api/v3/changes/", {"since": cursor}).json()["items"]
    actions = {each["kind"]: each["action"] for each in told}
    assert actions == dict.fromkeys(("book", "contributor", "subject", "series"), "upsert")


def test_the_schedule_withdraws_it_and_leaves_nothing_to_repair(book, neighbour):
    let_time_pass(book.expire_at)
    dated = ("/api/v3/changes", "/feeds", "/sitemaps")
    before = {each: text_at(each) for each in NAMING if not each.startswith(dated)}
    call_command("publish_scheduled")
    assert Publication.objects.get(kind="book", object_id=book.pk).withdrawn
    assert latest_number(connection)[2] is None
    assert {each: text_at(each) for each in before} == before
    call_command("check_site")


def test_a_time_that_is_stored_otherwise_is_noticed(book):
    call_command("check_site")
    Publication.objects.filter(object_id=book.pk, kind="book").update(expires=NEVER)
    with pytest.raises(CommandError):
        call_command("check_site")
    call_command("rebuild_publications")
    assert Publication.objects.get(object_id=book.pk, kind="book").expires == book.expire_at
