"""Contributors from A to Z: those with a public book, under the letter that they sort by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books.listing import people
from books.models import Contribution
from tests.factories import ContributorFactory, make_book

pytestmark = pytest.mark.django_db


def test_names_stand_under_their_letter_with_the_number_of_their_books(client):
    emile = ContributorFactory(name="Émile Élan")
    make_book(contributor=emile)
    make_book(contributor=emile)
    make_book(contributor=ContributorFactory(name="Ada Zola"))
    content = client.get("/contributors/").content.decode()
    assert content.index('id="letter-E"') < content.index("Élan, Émile")
    assert content.index("Élan, Émile") < content.index('id="letter-Z"')
    assert '>2<span class="hidden"> books</span>' in content
    only = client.get("/contributors/?letter=z").content.decode()
    assert "Zola, Ada" in only
    assert "Élan" not in only


def test_no_letter_is_told_of_someone_without_a_public_book(client):
    make_book(contributor=ContributorFactory(name="Quentin Quill"), live=False)
    make_book(contributor=ContributorFactory(name="Ada Zola"))
    make_book(contributor=ContributorFactory(name="Una Draft", live=False))
    content = client.get("/contributors/?letter=Q").content.decode()
    assert "Quill" not in content
    assert "letter=Q" not in content
    assert "Draft" not in content
    assert "Zola, Ada" in content


def test_a_long_index_is_paged_and_costs_no_more(client, monkeypatch):
    monkeypatch.setattr(people, "PAGE_SIZE", 3)
    counts = []
    for number in (3, 4):
        book = make_book()
        book.contributions = [Contribution(contributor=ContributorFactory()) for _ in range(number)]
        book.save()
        client.get("/contributors/")
        with CaptureQueriesContext(connection) as queries:
            content = client.get("/contributors/").content.decode()
        counts.append(len(queries))
    assert "Page 1 of 3" in content
    assert "?page=2" in content
    assert counts[0] == counts[1]
