"""RIS and BibTeX, read back by the parsers of others."""

import bibtexparser
import pytest
import rispy

from books.channels.bibtex import bibtex, key_of
from books.channels.ris import ris
from tests.books.channels.records import (
    HOUSE,
    KING,
    LOCKE,
    MARCO,
    WEAVER,
    make_record,
    published,
)
from tests.golden import assert_golden

RICH = {
    "title": "Le Café & 100% {of} the_Land",
    "subtitle": "$5, #1 ~ ^ \\ next\r\nER  - line",
    "contributions": [MARCO, KING, HOUSE, LOCKE, WEAVER],
    "doi": "10.1234/a{b}_c",
    "edition": {"number": 2, "note": ""},
}


def entry_of(record):
    library = bibtexparser.parse_string(bibtex(record))
    assert library.failed_blocks == []
    [entry] = library.entries
    return entry


@pytest.mark.golden
@pytest.mark.parametrize(("name", "write"), [("book.ris", ris), ("book.bib", bibtex)])
def test_files_are_as_expected(name, write):
    assert_golden(name, write(make_record()))


def test_ris_is_read_back_whole():
    [entry] = rispy.loads(ris(make_record(**RICH)))
    assert entry["type_of_reference"] == "BOOK"
    assert entry["title"] == r"Le Café & 100% {of} the_Land: $5, #1 ~ ^ \ next ER - line"
    assert entry["authors"] == [
        "Coscione, Marco",
        "King, Martin Luther, Jr.",
        "Food and Farm Society",
    ]
    assert entry["tertiary_authors"] == ["Locke, Alain"]
    assert entry["subsidiary_authors"] == ["Weaver, Helen"]
    assert entry["issn"] == "9781999900632 9781999900700"
    assert (entry["year"], entry["date"]) == ("2021", "2021/02/02/")
    assert entry["edition"] == "2nd ed."
    assert entry["doi"] == "10.1234/a{b}_c"
    assert entry["keywords"] == ["geometry", "dimensions", "satire", "mathematics"]
    assert ris(make_record(**RICH)).count("\r\n") == ris(make_record(**RICH)).count("\n")


def test_bibtex_is_read_back_whole():
    entry = entry_of(make_record(**RICH))
    assert (entry.entry_type, entry.key) == ("book", "coscione2021le")
    fields = {key: field.value for key, field in entry.fields_dict.items()}
    assert fields["author"] == (
        "Coscione, Marco and King, Jr., Martin Luther and {Food and Farm Society}"
    )
    assert fields["translator"] == "Weaver, Helen"
    assert fields["title"] == (
        r"{Le Café \& 100\% {\textbraceleft}of{\textbraceright} the\_Land: \$5, \#1 "
        r"{\textasciitilde} {\textasciicircum} {\textbackslash} next ER - line}"
    )
    assert fields["doi"] == "10.1234/a%7Bb%7D_c"
    assert fields["edition"] == "2"
    assert fields["month"] == "feb"


@pytest.mark.parametrize(
    ("day", "date", "month"),
    [
        ("2021-08-03", "2021/08/03/", "aug"),
        ("2021-08", "2021/08//", "aug"),
        ("2021", "2021///", None),
    ],
)
def test_dates_say_no_more_than_is_known(day, date, month):
    record = make_record(formats=published(day))
    assert rispy.loads(ris(record))[0]["date"] == date
    field = entry_of(record).fields_dict.get("month")
    assert (field and field.value) == month


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "abbott2021flatland"),
        ({"title": "The Émile"}, "abbott2021emile"),
        ({"formats": []}, "abbottflatland"),
        ({"contributions": [], "title": "土地", "formats": []}, "book27"),
    ],
)
def test_keys_are_plain(fields, key):
    assert key_of(make_record(**fields)) == key
    assert entry_of(make_record(**fields)).key == key
