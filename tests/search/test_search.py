"""The search page: only what anyone can read, whatever is asked."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from books.codes import Form
from books.models import Format, PublicationWord
from tests.books.test_pages import plant_hidden_books
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_site,
)

pytestmark = pytest.mark.django_db


def found(client, query: str) -> str:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode().split("</header>", 2)[2]).split())


def test_books_people_and_pages_are_found(client):
    make_book("Whales at sea", contributor=ContributorFactory(name="Wanda Whales"))
    make_content_page("About whales")
    text = found(client, "whales")
    assert "Whales at sea" in text
    assert "Wanda Whales" in text
    assert "About whales" in text


def test_hidden_books_are_not_found(client):
    titles = plant_hidden_books()
    text = found(client, "Hidden")
    assert not [title for title in titles if title in text]


def test_people_of_hidden_books_alone_are_not_found(client):
    plant_hidden_books(contributor=ContributorFactory(name="Secret Author"))
    assert "Secret Author" not in found(client, "Secret")


def test_private_pages_are_not_found(client):
    page = make_content_page("Private terms")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "Private terms" not in found(client, "Private")


@pytest.mark.parametrize(
    "query", ["", " ", '"', "'", "*", "AND", "NOT", "a OR", "(", "\\", "%", "é" * 500, "a:b", "<b>"]
)
def test_odd_words_are_only_not_found(client, query):
    make_site()
    found(client, query)


def test_the_words_asked_for_are_escaped(client):
    make_site()
    assert b"<b>bold" not in client.get("/search/", {"q": "<b>bold"}).content


def test_what_is_found_is_paged_and_keeps_its_words(client):
    for number in range(25):
        make_book(f"Whale {number}")
    first = client.get("/search/", {"q": "whale"})
    assert len(first.context["found"].books) == 24
    assert "?q=whale&amp;page=2" in first.content.decode()
    assert len(client.get("/search/", {"q": "whale", "page": "2"}).context["found"].books) == 1


@pytest.mark.parametrize("page", ["abc", "-1", "9" * 18])
def test_an_odd_page_of_what_is_found_is_the_nearest(client, page):
    make_book("Whale")
    assert client.get("/search/", {"q": "whale", "page": page}).status_code == 200


def test_a_nul_byte_is_no_error_of_ours(client):
    make_site()
    assert client.get("/search/?q=wh%00ale").status_code in (200, 400)


def titles(client, query: str) -> list[str]:
    found = client.get("/search/", {"q": query}).context["found"]
    return [book.card.title for book in found.books.books]


def test_an_exact_title_or_isbn_in_any_form_comes_first(client):
    make_book("On Whales and other Whales", published_on=date(2024, 1, 1))
    whales = make_book("The Whales", published_on=date(1999, 1, 1))
    whales.formats = [Format(form=Form.PAPERBACK, isbn="9780140439441")]
    whales.save()
    assert titles(client, "whales") == ["The Whales", "On Whales and other Whales"]
    for isbn in ("9780140439441", "978-0-14-043944-1", "0-14-043944-7", "ISBN 978 0140439441"):
        assert titles(client, isbn) == ["The Whales"], isbn


def test_words_are_found_wherever_they_stand(client):
    chapters = [("chapter", {"title": "Of Krill"})]
    make_book(
        "Sea",
        subtitle="A Brontosaur’s Tale",
        contributor=ContributorFactory(name="Émile Élan"),
        subject=SubjectFactory(name="Oceans"),
        contents=chapters,
        description=[("paragraph", "<p>A deep <b>trench</b>.</p>")],
    )
    for query in ("brontosaur", "emile", "ÉLAN sea", "oceans", "krill", "trench", "sea tren"):
        assert titles(client, query) == ["Sea"], query


def test_what_was_found_is_marked_and_an_excerpt_shows_it(client):
    make_book(
        "Brontë & Sons",
        contributor=ContributorFactory(name="Anna Brontësdóttir"),
        description=[
            ("paragraph", "<p>" + "Word " * 80 + "of the brontes. " + "End " * 80 + "</p>")
        ],
    )
    content = client.get("/search/", {"q": "bronte"}).content.decode()
    assert "<mark>Brontë</mark> &amp; Sons" in content
    assert "Anna <mark>Brontësdóttir</mark>" in content
    assert re.search(r"… (Word )+of the <mark>brontes</mark>\. (End )+…", content)


def test_a_page_is_found_by_what_it_says_and_shows_where(client):
    make_content_page("Terms", body=[("paragraph", "<p>Returns within ninety days.</p>")])
    content = client.get("/search/", {"q": "ninety"}).content.decode()
    assert "Returns within <mark>ninety</mark> days." in content


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("voyege", "voyage"),
        ("voyaeg", "voyage"),
        ("voyag3s", ""),
        ("vyage", "voyage"),
        ("darwen voyaje", "darwin voyage"),
        ("Bronté voyagge", "bronte voyage"),
        ("philosofical", "philosophical"),
        ("voy", ""),
        ("978014043944", ""),
    ],
)
def test_typing_mistakes_are_forgiven(client, typed, meant):
    writer = ContributorFactory(name="Charles Darwin Brontë")
    make_book("A Voyage Out", subtitle="Philosophical Notes", contributor=writer)
    found = client.get("/search/", {"q": typed}).context["found"]
    assert found.meant == meant
    assert bool(found) == (bool(meant) or typed == "voy")


def test_no_guess_tells_of_what_is_hidden(client):
    book = make_book("Quixotic", contributor=ContributorFactory(name="Zacharias Zymurgy"))
    make_book("Other")
    assert titles(client, "quixotik") == ["Quixotic"]
    book.unpublish()
    for typed in ("quixotik", "zymurgi", "zakharias"):
        found = client.get("/search/", {"q": typed}).context["found"]
        assert (found.meant, bool(found)) == ("", False)
    assert not PublicationWord.objects.filter(word__in=["quixotic", "zymurgy"]).exists()


def test_a_word_stays_known_while_another_book_has_it(client):
    first, _second = make_book("Quixotic First"), make_book("Quixotic Second")
    first.unpublish()
    assert titles(client, "quixotik") == ["Quixotic Second"]


def test_suggestions_are_books_people_and_shelves(client):
    series = SeriesFactory(name="Whale Songs")
    make_book("Whales", contributor=ContributorFactory(name="Wanda Whale"), series=series)
    response = client.get("/search/suggestions/", {"q": "whal"})
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.json()["suggestions"] == [
        {"kind": "Book", "label": "Whales", "path": "/books/whales/"},
        {"kind": "Series", "label": "Whale Songs", "path": "/series/whale-songs/"},
        {"kind": "Contributor", "label": "Wanda Whale", "path": "/contributors/wanda-whale/"},
    ]


@pytest.mark.parametrize("query", ["", " ", "*", "x" * 500, "<b>"])
def test_odd_words_suggest_nothing(client, query):
    make_site()
    assert client.get("/search/suggestions/", {"q": query}).json() == {"suggestions": []}


def test_a_search_asks_no_more_for_more_results(client):
    counts = []
    for number in (3, 7):
        for _ in range(number):
            person = ContributorFactory(name=f"Wanda Whale {ContributorFactory.build().name}")
            make_book("Whale", contributor=person, subject=SubjectFactory())
            make_content_page("On Whales")
        for address in ("/search/", "/search/suggestions/"):
            client.get(address, {"q": "whale"})
            with CaptureQueriesContext(connection) as queries:
                client.get(address, {"q": "whale"})
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
