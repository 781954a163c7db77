import pytest

from books.identifiers import clean_doi, clean_isbn, clean_orcid, format_isbn
from books.models import Format
from tests.factories import make_book


@pytest.mark.parametrize(
    "text",
    [
        "9780140439441",
        "978-0-14-043944-1",
        "978 0 14 043944 1",
        "0140439447",
        " 0-14-043944-7 ",
        "ISBN 978-0-14-043944-1",
        "isbn-13: 9780140439441",
        "ISBN 0140439447",
        "978 - 0 - 14 - 043944 - 1",
        "\u200e9780140439441",
        "\u2068978-0-14-043944-1\u2069\ufeff",
    ],
)
def test_an_isbn_becomes_its_13_digits(text):
    assert clean_isbn(text) == "9780140439441"
    assert format_isbn(clean_isbn(text)) == "978-0-14-043944-1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "978014043944",
        "9780140439442",
        "0140439440",
        "979-0-2600-0043-8",
        "９７８０１４０４３９４４１",
        "978014043944X",
        "97801404394411",
        "isbn",
        "978\x000140439441",
    ],
)
def test_what_is_no_isbn_is_refused(text):
    with pytest.raises(ValueError):
        clean_isbn(text)


@pytest.mark.parametrize(
    "text", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000000218250097"]
)
def test_an_orcid_keeps_its_hyphens(text):
    assert clean_orcid(text) == "0000-0002-1825-0097"


@pytest.mark.parametrize("text", ["", "0000-0002-1825-0098", "0000-0002-1825-009X", "1825-0097"])
def test_what_is_no_orcid_is_refused(text):
    with pytest.raises(ValueError):
        clean_orcid(text)


@pytest.mark.parametrize("text", ["10.1234/abc", "doi:10.1234/abc", "https://doi.org/10.1234/abc"])
def test_a_doi_loses_its_resolver(text):
    assert clean_doi(text) == "10.1234/abc"


@pytest.mark.parametrize("text", ["", "10.12/abc", "11.1234/abc", "10.1234/a b", "10.1234/<b>"])
def test_what_is_no_doi_is_refused(text):
    with pytest.raises(ValueError):
        clean_doi(text)


@pytest.mark.django_db
def test_an_isbn_is_stored_and_looked_for_as_13_digits_however_it_was_written():
    book = make_book(isbn="0-14-043944-7")
    assert Format.objects.get(isbn="978-0-14-043944-1").page_id == book.pk
    assert book.save_revision().as_object().formats.first().isbn == "9780140439441"
    assert Format.objects.values_list("isbn", flat=True).get() == "9780140439441"
