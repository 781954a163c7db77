"""`search=`: the same on both databases."""

import pytest

from books.models import Contributor
from tests.books.api.test_books import titles
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db

ISBN = "9780140439441"


@pytest.fixture
def book():
    make_book("Something else")
    return make_book(
        "Los niños perdidos",
        subtitle="Un ensayo",
        isbn=ISBN,
        contributor=ContributorFactory(name="Søren Łukasiewicz"),
        subject=SubjectFactory(name="Migration", parent=SubjectFactory(name="Society")),
        series=SeriesFactory(name="Plain Arguments"),
        keywords="borders, asylum",
        language="es",
        description=[
            ("paragraph", "<p>Forty <b>quest</b>ions &amp; a <i>Garçon</i></p>"),
            ("quotation", {"text": "It moves.", "source": "A Reader"}),
        ],
        contents=[
            ("part", {"title": "Part One", "chapters": [{"title": "The Long Ride", "page": "9"}]})
        ],
    )


FINDING = [
    *("niños", "NINOS", "ninos perdidos", "perdidos ninos", "ensayo", "niñ"),
    *("soren", "SØREN lukasiewicz", "Łukasiewicz", ISBN, "978-0-14-043944-1", "0140439447"),
    *("migration", "society", "arguments", "asylum", "questions", "garcon", "reader"),
    *("long ride", "part one", "ninos ride soren"),
]
FINDING_NOTHING = [
    *('" OR 1', "niños OR", "nothing", "*", '"', "'", "title:niños", "NEAR(a b)", "-", "()"),
    *("ni*os", "&|!", "niños <-> x", "😀", "%", "_", "\\", "strong href paragraph"),
]


def test_a_book_is_found_by_what_it_says(client, book, subtests):
    for words in FINDING:
        with subtests.test(words):
            assert titles(client, f"?search={words}") == ["Los niños perdidos"]


def test_nothing_in_a_search_is_an_operator(client, book, subtests):
    for words in FINDING_NOTHING:
        with subtests.test(words):
            response = client.get("/api/v3/books/", {"search": words})
            assert response.status_code == 200
            assert response.json()["count"] == 0


def test_the_best_match_comes_first(client):
    make_book("Tales", description=[("paragraph", "<p>Of the voyage out.</p>")])
    make_book("Sea", subject=SubjectFactory(name="Voyage out"))
    make_book("Ships", contributor=ContributorFactory(name="Voyage Out"))
    make_book("A Voyage Out and Home")
    make_book("The Voyage Out")
    assert titles(client, "?search=voyage out") == [
        *("The Voyage Out", "A Voyage Out and Home", "Ships", "Sea", "Tales"),
    ]
    assert titles(client, "?search=voyage out&order=title")[0] == "Sea"


def test_an_isbn_finds_the_book_that_has_it_before_books_that_name_it(client):
    make_book("Naming it", description=[("paragraph", f"<p>Replaces {ISBN}.</p>")])
    make_book("Having it", isbn=ISBN)
    assert titles(client, f"?search={ISBN}") == ["Having it", "Naming it"]


def test_a_changed_or_withdrawn_book_is_found_no_more_by_what_it_said(client):
    book = make_book("Before", description=[("paragraph", "<p>A text.</p>")])
    book.title = "After"
    book.save_revision().publish()
    assert titles(client, "?search=after") == ["After"]
    assert titles(client, "?search=before") == []
    Contributor.objects.get().unpublish()
    book.unpublish()
    assert titles(client, "?search=after") == []


def test_chinese_is_found_by_any_of_its_characters(client):
    make_book("红楼梦")
    assert titles(client, "?search=红楼") == ["红楼梦"]
    assert titles(client, "?search=西游") == []


def test_a_very_long_book_can_be_published_and_found(client):
    words = " ".join(f"word{number}" for number in range(20_000))
    make_book("Long", description=[("paragraph", f"<p>{words} {'x' * 9000}</p>")])
    assert titles(client, "?search=word1") == ["Long"]
