"""`search=`: the same on both databases."""

import pytest
from django.urls import reverse

from books.models import Contributor
from home.roles import MARKETING_EDITORS
from tests.books.api.test_books import titles
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book
from tests.roles import log_in

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


JOINED = [
    *("obrien", "o'brien", "O’Brien", "o brien", "OBrien", "brien", "o`brien", "oʼbrien"),
    *("dont look", "don't look", "don t look", "DON’T", "amour", "lamour", "l'amour", "l amour"),
    *("ebook", "e-book", "e book", "Brian ONolan", "o'nolan, brian"),
]


@pytest.mark.parametrize("mark", ["'", "’", "ʼ"])
def test_words_are_found_with_apostrophes_and_without(client, subtests, mark):
    """By each search that there is: the API's, the generic one, the site's, the desk's."""
    make_book("Something else")
    writer = ContributorFactory(name=f"Flann O{mark}Brien", sort_name=f"O{mark}Nolan, Brian")
    text = f"Une histoire de l{mark}amour, also as an e-book."
    book = make_book(
        f"Don{mark}t Look", contributor=writer, description=[("paragraph", f"<p>{text}</p>")]
    )
    for words in JOINED:
        with subtests.test(words):
            assert titles(client, f"?search={words}") == [f"Don{mark}t Look"]
            found = client.get("/search/", {"q": words}).context["found"]
            assert [book.card.title for book in found.books.books] == [f"Don{mark}t Look"]
    book.save()
    generic = {"type": "books.BookPage", "search": ""}
    for words in ("obrien", "dont look", "o'brien", "brien", "onolan"):
        with subtests.test("generic", words=words):
            answer = client.get("/api/v2/pages/", {**generic, "search": words}).json()
            assert [item["title"] for item in answer["items"]] == [f"Don{mark}t Look"]


NAMED = ["obrien", "o'brien", "brien flann", "onolan", "O’Nolan, Brian", "brian"]


def test_contributors_are_found_by_name_and_sort_name(client, subtests):
    ContributorFactory(name="Flann Other")
    writer = ContributorFactory(name="Flann O’Brien", sort_name="O'Nolan, Brian")
    make_book(contributor=writer)
    make_book(contributor=Contributor.objects.get(name="Flann Other"))
    staff = log_in(MARKETING_EDITORS)
    chooser = reverse(Contributor.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    for words in NAMED:
        with subtests.test(words):
            (found,) = client.get("/api/v3/contributors/", {"search": words}).json()["items"]
            assert found["name"] == "Flann O’Brien"
            people = client.get("/search/", {"q": words}).context["found"].people
            assert [each.path for each in people] == [writer.get_absolute_url()]
            suggested = client.get("/search/suggestions/", {"q": words}).json()
            assert writer.get_absolute_url() in str(suggested)
            listed = staff.get("/admin/snippets/books/contributor/", {"q": words}).content.decode()
            assert "Flann O’Brien" in listed
            assert "Flann Other" not in listed
            books = staff.get("/admin/books/", {"q": words}).context["object_list"]
            credited = [each.contributor for book in books for each in book.contributions.all()]
            assert credited == [writer]
            chosen = staff.get(chooser, {"q": words}).content.decode()
            assert "Flann O’Brien" in chosen
            assert "Flann Other" not in chosen
