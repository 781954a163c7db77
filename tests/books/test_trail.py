"""Who changed this price, and when: the page's history tells."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from wagtail.models import PageLogEntry

from books.codes import Form
from books.models import BookPage, Format, Price
from books.trail import ACTION
from tests.factories import make_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return get_user_model().objects.create_user("ada", first_name="Ada", password="secret")


@pytest.fixture
def book() -> BookPage:
    book = make_book(isbn="9780140439441")
    book.save_revision().publish()
    return BookPage.objects.get(pk=book.pk)


def reprice(book: BookPage, amount: str, user: User, **kwargs):
    draft = book.get_latest_revision_as_object()
    format_ = draft.formats.first()
    price = format_.prices.first()
    price.amount = Decimal(amount)
    format_.prices = [price]
    draft.formats = [format_]
    return draft.save_revision(user=user, **kwargs)


def told() -> list[str]:
    entries = PageLogEntry.objects.filter(action=ACTION).order_by("pk")
    return [f"{entry.user}: {entry.formatter.format_message(entry)}" for entry in entries]


def test_a_changed_price_is_told_with_its_editor(book, ada):
    revision = reprice(book, "31.95", ada)
    assert told() == ["ada: Changed Paperback: price USD 29.95 → 31.95"]
    entry = PageLogEntry.objects.get(action=ACTION)
    assert (entry.page_id, entry.revision) == (book.pk, revision)
    assert entry.timestamp is not None


def test_saving_the_same_again_tells_nothing(book, ada):
    reprice(book, "29.95", ada)
    assert told() == []


def test_typing_on_makes_one_entry_of_it(book, ada):
    revision = reprice(book, "3", ada)
    reprice(book, "31", ada, overwrite_revision=revision)
    reprice(book, "31.95", ada, overwrite_revision=revision)
    assert told() == ["ada: Changed Paperback: price USD 29.95 → 31.95"]
    reprice(book, "29.95", ada, overwrite_revision=revision)
    assert told() == []


def test_a_new_format_and_a_lost_price_are_told(book, ada):
    draft = book.get_latest_revision_as_object()
    kept = draft.formats.first()
    kept.prices = []
    kept.published_on = date(2021, 3, 4)
    epub = Format(form=Form.EPUB)
    epub.prices = [Price(amount=Decimal(12), currency="EUR", territory="DE")]
    draft.formats = [kept, epub]
    draft.save_revision(user=ada)
    assert told() == [
        "ada: Changed Paperback: publication date 2020-01-02 → 2021-03-04;"
        " Paperback: price USD 29.95 → none; EPUB: availability none → Available;"
        " EPUB: price EUR DE none → 12.00"
    ]


def test_a_format_of_which_little_is_known_yet_is_told_too(admin_client, book, ada):
    draft = book.get_latest_revision_as_object()
    half = Format(isbn="9780140439458")
    half.prices = [Price(amount=Decimal(12))]
    draft.formats = [*draft.formats.all(), half]
    draft.save_revision(user=ada, clean=False)
    assert told() == [
        "ada: Changed A format: ISBN none → 9780140439458; A format: availability none → Available;"
        " A format: price none → 12.00"
    ]
    for address in (
        f"/admin/pages/{book.pk}/history/",
        f"/admin/pages/{book.pk}/edit/",
        f"/admin/pages/{book.pk}/revisions/compare/live...latest/",
        f"/admin/pages/{book.pk}/edit/preview/?mode=record",
        f"/admin/pages/{book.pk}/edit/preview/",
        "/admin/books/",
    ):
        assert admin_client.get(address).status_code == 200, address


def test_publishing_a_new_format_does_not_tell_it_twice(book, ada):
    draft = book.get_latest_revision_as_object()
    draft.formats = [*draft.formats.all(), Format(form=Form.EPUB, isbn="9780140439458")]
    draft.save_revision(user=ada).publish()
    entries = len(told())
    BookPage.objects.get(pk=book.pk).save_revision(user=ada)
    assert len(told()) == entries == 1


def test_the_history_of_the_book_shows_it(admin_client, book, ada):
    reprice(book, "31.95", ada)
    history = admin_client.get(f"/admin/pages/{book.pk}/history/").content.decode()
    assert "price USD 29.95 → 31.95" in history
    assert "ada" in history
    report = admin_client.get(f"/admin/reports/site-history/?action={ACTION}").content.decode()
    assert "price USD 29.95 → 31.95" in report
