"""`/api/v3/previews/`: drafts, for whoever has a token."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import APIToken

from books.codes import Form
from books.models import (
    BookPage,
    BookSubject,
    Contribution,
    DraftShare,
    Format,
    Price,
    RelatedBook,
)
from books.publishing.records import record_of
from books.record import BookRecord
from tests.books.publishing.rows import numbers
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_picture

pytestmark = pytest.mark.django_db


def share(book: BookPage, **fields) -> DraftShare:
    fields.setdefault("expires_at", timezone.now() + timedelta(days=1))
    return DraftShare.objects.create(book=book, **fields)


def address(token: str) -> str:
    return f"/api/v3/previews/{token}/"


def preview(client, book: BookPage):
    return client.get(address(share(book).token))


def drafted(title: str = "In the works", **fields) -> BookPage:
    """A live book with a draft of another title."""
    book = make_book("In print", **fields)
    book.title = title
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def test_a_token_shows_the_latest_draft_as_a_whole_record(client):
    book = drafted(subject=SubjectFactory(name="Trade"), cover=make_picture())
    response = preview(client, book)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    record = BookRecord.model_validate(response.json())
    assert (record.title, record.subjects[0].name) == ("In the works", "Trade")
    draft = record_of(book.get_latest_revision_as_object())
    assert record.cover.url.startswith(f"{draft.cover.url}?key=")
    assert record.model_copy(update={"cover": draft.cover}) == draft
    assert client.get(f"/api/v3/books/{book.pk}/").json()["title"] == "In print"


def test_a_book_without_a_draft_is_shown_as_it_is_published(client):
    book = make_book()
    assert preview(client, book).content == client.get(f"/api/v3/books/{book.pk}/").content


def never_published() -> BookPage:
    return make_book(live=False)


def unpublished() -> BookPage:
    book = make_book()
    book.unpublish()
    return book


def scheduled() -> BookPage:
    book = make_book(live=False, go_live_at=timezone.now() + timedelta(days=9))
    book.save_revision().publish()
    return book


def expired() -> BookPage:
    return make_book(expire_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize("made", [never_published, unpublished, scheduled, expired])
def test_books_that_are_not_public_are_shown_as_if_they_were(client, made):
    record = preview(client, made()).json()
    assert record["title"] == "A Voyage Out"
    assert record["path"] == "/books/a-voyage-out/"
    assert record["url"] == "http://localhost/books/a-voyage-out/"


def test_a_draft_with_another_slug_has_the_path_it_will_have(client):
    book = make_book()
    book.slug = "a-voyage-in"
    book.save_revision()
    assert preview(client, book).json()["path"] == "/books/a-voyage-in/"


@pytest.mark.parametrize("made", [drafted, make_book])
def test_no_cache_keeps_it_and_no_search_engine_lists_it(client, made):
    response = preview(client, made())
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def of_a_revoked_share(book: BookPage) -> str:
    return address(share(book, revoked_at=timezone.now()).token)


def of_an_expired_share(book: BookPage) -> str:
    return address(share(book, expires_at=timezone.now() - timedelta(seconds=1)).token)


def of_a_deleted_book(book: BookPage) -> str:
    other = make_book("Another")
    token = share(other).token
    other.delete()
    return address(token)


def for_another_book(book: BookPage) -> str:
    return f"{address(share(book).token)}?book={make_book('Another').pk}"


def of_another_share(book: BookPage) -> str:
    """One share's id with another's signature."""
    one, other = share(book), share(book)
    return address(f"{one.pk}.{other.token.split('.')[1]}")


def signed_for_another_use(book: BookPage) -> str:
    return address(Signer(salt="something-else", sep=".").sign(share(book).pk))


def forged(book: BookPage) -> str:
    return address(f"{share(book).pk}.abc")


def without_a_signature(book: BookPage) -> str:
    return address(str(share(book).pk))


def not_ascii(book: BookPage) -> str:
    return address(f"{share(book).pk}.é…")


REFUSED = [
    *(of_a_revoked_share, of_an_expired_share, of_a_deleted_book, for_another_book),
    *(of_another_share, signed_for_another_use, forged, without_a_signature, not_ascii),
]


@pytest.mark.parametrize("made", REFUSED)
def test_every_token_that_is_not_good_has_the_same_answer(client, made):
    number = {"X-Request-ID": "one-for-both"}
    expected = client.get(address("nonsense"), headers=number)
    assert expected.status_code == 404
    assert expected["Content-Type"] == "application/problem+json"
    refused = client.get(made(drafted()), headers=number)
    assert (refused.status_code, refused.content) == (404, expected.content)
    assert dict(refused.headers) == dict(expected.headers)
    assert refused["Cache-Control"] == "no-store"


def test_a_token_is_good_for_the_book_it_names(client):
    book = drafted()
    response = client.get(f"{address(share(book).token)}?book={book.pk}")
    assert response.json()["title"] == "In the works"


@pytest.mark.parametrize("made", [forged, of_another_share, not_ascii, without_a_signature])
def test_the_database_is_not_asked_for_a_forged_token(client, made):
    forgery = made(drafted())
    with CaptureQueriesContext(connection) as queries:
        client.get(forgery)
    assert not [query for query in queries if DraftShare._meta.db_table in query["sql"]]


def test_a_draft_that_is_no_record_yet_says_what_it_lacks(client):
    book = make_book(live=False)
    book.formats = [Format(form="")]
    book.save_revision()
    response = preview(client, book)
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert "formats.0.form" in response.json()["detail"]


def test_what_was_deleted_since_is_missing_from_the_draft_and_nothing_more(client):
    book, ada, other = make_book(live=False), ContributorFactory(), make_book("Another")
    book.contributions = [Contribution(contributor=ada)]
    book.book_subjects = [BookSubject(subject=SubjectFactory())]
    book.related_books = [RelatedBook(book=other)]
    book.save_revision()
    for thing in (ada, book.book_subjects.first().subject, other):
        thing.delete()
    record = preview(client, book).json()
    assert record["title"] == "A Voyage Out"
    assert record["contributions"] == record["subjects"] == record["related_books"] == []


def test_the_number_of_statements_does_not_grow_with_the_draft(client):
    def make(size: int) -> str:
        book = make_book(f"Of {size}", live=False, cover=make_picture(f"cover {size}"))
        people = [
            ContributorFactory(photo=make_picture(f"photo {size} {number}"))
            for number in range(size)
        ]
        book.contributions = [Contribution(contributor=each) for each in people]
        book.book_subjects = [BookSubject(subject=SubjectFactory()) for _ in people]
        book.related_books = [RelatedBook(book=make_book(each.name)) for each in people]
        book.author_bio = [("contributor", {"contributor": each}) for each in people]
        book.formats = [Format(form=Form.PAPERBACK) for _ in people]
        for format_ in book.formats.all():
            format_.prices = [Price(amount=9, currency=each) for each in ("USD", "EUR")]
        book.save_revision()
        return address(share(book).token)

    short, long = make(1), make(6)
    client.get(short)
    with CaptureQueriesContext(connection) as for_short:
        assert len(client.get(short).json()["contributions"]) == 1
    with CaptureQueriesContext(connection) as for_long:
        assert len(client.get(long).json()["contributions"]) == 6
    assert len(for_long) == len(for_short), [query["sql"] for query in for_long]


def test_reading_writes_nothing_but_that_it_was_opened(client):
    shared = share(drafted())
    before = numbers()
    with CaptureQueriesContext(connection) as queries:
        client.get(address(shared.token))
    writes = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert len(writes) == 1
    assert "openings" in writes[0]
    assert numbers() == before
    client.get(address(shared.token))
    shared.refresh_from_db()
    assert shared.openings == 2
    assert shared.last_opened_at is not None


def test_an_app_may_say_who_it_is(client, admin_user):
    _, app = APIToken.create_token(user=admin_user, name="app")
    headers = {"Authorization": f"Bearer {app}"}
    assert client.get(address(share(drafted()).token), headers=headers).status_code == 200
    assert client.get(address("nonsense"), headers=headers).status_code == 404
