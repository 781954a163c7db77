"""What an open form chooses: after a merge the one that stays, and nothing by a crafted id."""

import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from books.merging.merge import merge
from books.models import BookPage
from tests.books.admin.forms import form_of
from tests.books.admin.test_rows import HOWS, edit_address, errors_of, latest, post, rows
from tests.factories import ContributorFactory, make_book

pytestmark = pytest.mark.django_db

NO_IDS = ["abc", "a\0b", "\0", "-1", "1.5", "²", "9" * 30, "9" * 5000]


@pytest.fixture
def book() -> BookPage:
    book = make_book("Walden")
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def bio(contributor: str) -> dict:
    value = {"contributor": contributor, "text": rich_text("<p>She wrote.</p>")}
    return streamfield([("contributor", value)])


@pytest.mark.parametrize("how", HOWS)
def test_the_bio_of_one_merged_away_is_that_of_the_one_that_stays(publisher, book, how):
    twin, marco = ContributorFactory(name="M. Coscione"), ContributorFactory(name="Marco Coscione")
    last = ContributorFactory(name="Marco A. Coscione")
    merge("contributor", twin.pk, marco.pk, None)
    merge("contributor", marco.pk, last.pk, None)
    post(publisher, book, form_of(book, author_bio=bio(str(twin.pk))), how)
    assert latest(book).author_bio[0].value["contributor"] == last
    if how == "publish":
        assert BookPage.objects.get(pk=book.pk).author_bio[0].value["contributor"] == last


@pytest.mark.parametrize("number", NO_IDS)
def test_what_is_no_id_is_nothing_chosen_in_a_row(publisher, book, number):
    row = {"contributor": number, "role": "editor", "credited_as": ""}
    form = form_of(book, contributions=rows(row), series=number, **HOWS["publish"])
    response = publisher.post(edit_address(book), form)
    assert response.status_code == 200
    _own, *of_rows = errors_of(response)
    assert "contributor" in dict(of_rows)["contributions"][0]


@pytest.mark.parametrize("number", NO_IDS)
def test_nor_in_a_block(publisher, book, number):
    form = form_of(book, author_bio=bio(number), **HOWS["publish"])
    response = publisher.post(edit_address(book), form)
    assert response.status_code == 200
    own, *_of_rows = errors_of(response)
    assert "author_bio" in own
