"""How books are loaded holds for more people than one query may name one by one."""

import pytest

from books.models import BookPage, Contribution, Contributor
from books.publishing.records import build_records
from books.readiness.stored import each_with_gaps
from tests.factories import make_book

pytestmark = pytest.mark.django_db

CROWD = 1200


@pytest.fixture
def book() -> BookPage:
    """A book of more people than SQLite takes conditions joined by OR."""
    book = make_book("An anthology")
    book.contributions.update(sort_order=0)
    people = Contributor.objects.bulk_create(
        Contributor(name=f"Poet {n}", sort_name=f"Poet {n}", slug=f"poet-{n}") for n in range(CROWD)
    )
    Contribution.objects.bulk_create(
        Contribution(page=book, contributor=person, sort_order=n + 1)
        for n, person in enumerate(people)
    )
    return book


def test_cards_records_and_readiness_hold_for_a_crowd(book):
    (card,) = BookPage.objects.for_cards()
    assert len([credit.name for credit in card.contributions.all()]) == CROWD + 1
    record = build_records(BookPage.objects.for_records())[book.pk].record
    assert record.contributions[-1].contributor.name == f"Poet {CROWD - 1}"
    ((_book, gaps),) = each_with_gaps(BookPage.objects.all())
    assert sum(gap.code == "contributor_without_bio" for gap in gaps) == CROWD


def test_the_list_and_its_export_hold_for_a_crowd(admin_client, book):
    assert f"Poet {CROWD - 1}" in admin_client.get("/admin/books/").content.decode()
    export = admin_client.get("/admin/books/?export=csv")
    assert f"Poet {CROWD - 1}".encode() in b"".join(export.streaming_content)
