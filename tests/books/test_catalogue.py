"""The catalogue and the other lists of books: paged, in order, each book once."""

from datetime import date

import pytest

from books.codes import Form, Role
from books.models import Contribution, Format
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book
from tests.factories import make_catalogue as catalogue

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [book.title for book in response.context["books"]]


def test_the_catalogue_goes_from_the_newest_to_the_undated(client):
    make_book("Undated", published_on=None)
    make_book("Old", published_on=date(1999, 1, 1))
    make_book("New", published_on=date(2024, 1, 1))
    assert listed(client.get(catalogue().url)) == ["New", "Old", "Undated"]


def test_a_book_of_several_formats_stands_once_under_its_first_date(client):
    book = make_book("Twice out", published_on=date(2001, 1, 1))
    book.formats.add(Format(form=Form.EPUB, published_on=date(2025, 1, 1)))
    book.save()
    make_book("Between", published_on=date(2010, 1, 1))
    assert listed(client.get(catalogue().url)) == ["Between", "Twice out"]


def test_a_contributor_in_two_roles_has_the_book_once(client):
    person = ContributorFactory()
    book = make_book("Both hands", contributor=person)
    book.contributions.add(Contribution(contributor=person, role=Role.ILLUSTRATOR))
    book.save()
    assert listed(client.get(person.get_absolute_url())) == ["Both hands"]


def test_a_page_of_the_catalogue_holds_no_more_than_fits_and_leads_on(client):
    for number in range(25):
        make_book(f"Book {number}")
    first = client.get(catalogue().url)
    assert len(listed(first)) == 24
    assert 'rel="next" href="?page=2"' in first.content.decode()
    last = client.get(catalogue().url, {"page": "2"})
    assert len(listed(last)) == 1
    assert not set(listed(first)) & set(listed(last))


def test_an_empty_catalogue_says_so(client):
    assert "No books yet." in client.get(catalogue().url).content.decode()


def test_a_series_numbers_its_books(client):
    series = SeriesFactory()
    make_book("Seventh", series=series, series_number="7")
    content = client.get(series.get_absolute_url()).content.decode()
    assert "No. 7" in content


@pytest.mark.parametrize("address", ["/contributors/%00/", "/subjects/..%2f/", "/series/%F0%9F/"])
def test_an_odd_address_of_a_shelf_is_refused_or_unknown(client, address):
    SubjectFactory()
    catalogue()
    assert client.get(address).status_code in (400, 404)
