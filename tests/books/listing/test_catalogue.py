"""The catalogue: all of a reader's choices stand in the address, and none needs a script."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from books.codes import Availability, Form
from books.models import BookSubject, Format
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
)

pytestmark = pytest.mark.django_db


def titles(client, query: str = "") -> list[str]:
    content = client.get(f"/books/{query}").content.decode()
    return [unescape(each) for each in re.findall(r'card-title"[^>]*>([^<]+)<', content)]


def facet(client, heading: str, query: str = "") -> dict[str, tuple[int, str]]:
    """The count and the address of each value, by its words."""
    content = client.get(f"/books/{query}").content.decode()
    _before, _, rest = content.partition(f">{heading}</h2>")
    value = (
        r'<a href="([^"]+)"[^>]*><span class="value"[^>]*>([^<]+)</span> <span class="count">(\d+)<'
    )
    part = rest.partition("</section>")[0]
    return {
        unescape(name): (int(count), unescape(address))
        for address, name, count in re.findall(value, part)
    }


def in_form(title: str, form: Form, **fields) -> None:
    book = make_book(title, published_on=None, **fields)
    book.formats = [Format(form=form, published_on=date(2020, 1, 2))]
    book.save()


@pytest.fixture
def shelf() -> None:
    """Two novels and a history, in English and French, on paper and on screens."""
    fiction = SubjectFactory(name="Fiction")
    novels = SubjectFactory(name="Novels", parent=fiction)
    in_form("Paper novel", Form.PAPERBACK, subject=novels)
    in_form("Roman", Form.EPUB, subject=novels, language="fr")
    in_form("History", Form.EPUB, subject=SubjectFactory(name="History"))


def test_a_facet_counts_what_each_choice_leads_to(client, shelf):
    assert {name: count for name, (count, _) in facet(client, "Subject").items()} == {
        "Fiction": 2,
        "Novels": 2,
        "History": 1,
    }
    for heading in ("Subject", "Format", "Language"):
        for name, (count, address) in facet(client, heading).items():
            assert len(titles(client, address)) == count, name


def test_choices_in_a_facet_widen_and_facets_narrow(client, shelf):
    assert set(titles(client, "?form=epub")) == {"Roman", "History"}
    assert len(titles(client, "?form=epub&form=paperback")) == 3
    assert titles(client, "?form=epub&subject=fiction") == ["Roman"]
    assert titles(client, "?form=epub&subject=fiction&language=en") == []


def test_the_counts_of_a_chosen_facet_tell_what_its_other_values_would_bring(client, shelf):
    counts = facet(client, "Format", "?form=epub")
    assert {name: count for name, (count, _) in counts.items()} == {"EPUB": 2, "Paperback": 1}
    assert counts["EPUB"][1] == "?"
    assert counts["Paperback"][1] == "?form=epub&form=paperback"
    assert facet(client, "Language", "?form=epub")["English"][0] == 1


def test_a_list_without_a_book_says_how_to_go_on(client, shelf):
    content = client.get("/books/?form=audiobook&order=title").content.decode()
    assert "No book is all of this at once." in content
    assert 'href="?order=title"' in content
    assert facet(client, "Format", "?form=audiobook")["Audiobook"][0] == 0


def test_what_nothing_is_called_is_said_and_left_out(client, shelf):
    content = client.get("/books/?subject=<b>&form=scroll&when=later&year=x").content.decode()
    assert "Left out, since there is nothing of that name: &lt;b&gt;, scroll, x, later." in content
    assert len(titles(client, "?form=scroll")) == 3


def test_a_shelf_without_a_public_book_is_as_unknown_as_one_that_is_not_there(client, shelf):
    make_book("Draft", subject=SubjectFactory(name="Embargoed"), live=False)
    hidden = client.get("/books/?subject=embargoed").content.decode()
    absent = client.get("/books/?subject=nowhere99").content.decode()
    assert hidden.replace("embargoed", "nowhere99") == absent
    assert "Embargoed" not in client.get("/books/").content.decode()


def test_books_go_by_date_title_or_author(client):
    for title, author, year in (("Zoo", "Ann Abel", 2001), ("The Ark", "Zed Zola", 2003)):
        person = ContributorFactory(name=author)
        make_book(title, contributor=person, published_on=date(year, 1, 2))
    assert titles(client) == ["The Ark", "Zoo"]
    assert titles(client, "?order=oldest") == ["Zoo", "The Ark"]
    assert titles(client, "?order=title") == ["The Ark", "Zoo"]
    assert titles(client, "?order=author") == ["Zoo", "The Ark"]


def test_new_forthcoming_and_seasons_are_lists_of_their_own(client):
    today = timezone.localdate()
    days = {"Old": -800, "New": -9, "To come": 9}
    for title, step in days.items():
        make_book(title, published_on=today + timedelta(days=step))
    make_book("In spring", published_on=date(2019, 6, 30))
    make_book("In autumn", published_on=date(2019, 7, 1))
    assert titles(client, "?when=new") == ["New"]
    assert titles(client, "?when=forthcoming") == ["To come"]
    assert titles(client, "?when=2019-spring") == ["In spring"]
    assert titles(client, "?when=2019-autumn") == ["In autumn"]
    content = client.get("/books/?when=2019-autumn").content.decode()
    assert re.search(r"<h1>\s*Autumn 2019", content)
    assert "Nothing is announced" in client.get("/books/?when=2999-spring").content.decode()
    for odd in ("0000-spring", "9999-autumn", "2019-winter"):
        assert client.get(f"/books/?when={odd}").status_code == 200


def test_year_and_series_narrow_too(client):
    series = SeriesFactory(name="Voyages")
    make_book("First", series=series, published_on=date(2001, 5, 1))
    make_book("Second", series=SeriesFactory(), published_on=date(2002, 5, 1))
    assert list(facet(client, "Year")) == ["2002", "2001"]
    assert titles(client, "?year=2001") == ["First"]
    assert titles(client, "?series=voyages") == ["First"]


def test_the_address_keeps_every_choice_from_page_to_page(client):
    for number in range(25):
        make_book(f"Book {number:02}")
    content = client.get("/books/?order=title&view=list&form=paperback").content.decode()
    assert 'rel="next" href="?order=title&amp;view=list&amp;form=paperback&amp;page=2"' in content
    assert "Books 1–24 of 25" in content
    assert "as-list" in content
    assert titles(client, "?order=title&page=2") == ["Book 24"]


def test_an_unavailable_book_is_told_by_its_availability(client):
    book = make_book("Gone")
    book.formats = [Format(form=Form.EPUB, availability=Availability.OUT_OF_PRINT)]
    book.save()
    make_book("Here")
    assert titles(client, "?availability=out_of_print") == ["Gone"]


def test_the_catalogue_asks_no_more_for_more_books_subjects_or_choices(client):
    counts = []
    for number in range(2):
        for _ in range(3 + 5 * number):
            subject = SubjectFactory()
            book = make_book(subject=subject, series=SeriesFactory())
            book.book_subjects.add(BookSubject(subject=SubjectFactory(parent=subject)))
            book.save()
        for query in ("", "?form=paperback&order=title"):
            client.get(f"/books/{query}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/books/{query}")
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_an_empty_catalogue_says_so(client):
    make_catalogue()
    assert "No books yet." in client.get("/books/").content.decode()
