"""Citations as the manuals of the three styles have them, checked by hand."""

import pytest

from books.channels.citation import as_text, citations
from tests.books.channels.records import (
    ADA,
    DUBOIS,
    HOUSE,
    KING,
    LOCKE,
    MARCO,
    REED,
    WEAVER,
    credited,
    make_record,
    published,
)


def cited(*contributions, **fields) -> list[str]:
    """In APA, MLA and Chicago, as text."""
    fields = {
        "title": "On Land",
        "subtitle": "",
        "formats": published("2014-11-06"),
        "edition": {"number": None, "note": ""},
        **fields,
    }
    record = make_record(contributions=list(contributions), **fields)
    return [as_text(html) for html in citations(record).values()]


@pytest.mark.parametrize(
    ("contributions", "fields", "expected"),
    [
        pytest.param(
            [MARCO],
            {"subtitle": "A History", "doi": "10.1234/abcd"},
            [
                "Coscione, M. (2014). On Land: A History. Frontlist. https://doi.org/10.1234/abcd",
                "Coscione, Marco. On Land: A History. Frontlist, 2014, https://doi.org/10.1234/abcd.",
                "Coscione, Marco. On Land: A History. Frontlist, 2014. https://doi.org/10.1234/abcd",
            ],
            id="one author, with a DOI",
        ),
        pytest.param(
            [MARCO, ADA],
            {},
            [
                "Coscione, M., & Lovelace, A. K. (2014). On Land. Frontlist.",
                "Coscione, Marco, and Ada King Lovelace. On Land. Frontlist, 2014.",
                "Coscione, Marco, and Ada King Lovelace. On Land. Frontlist, 2014.",
            ],
            id="two authors",
        ),
        pytest.param(
            [DUBOIS, KING, HOUSE],
            {},
            [
                "Du Bois, W. E. B., King, M. L., Jr., & Food and Farm Society. (2014). On Land. "
                "Frontlist.",
                "Du Bois, W. E. B., et al. On Land. Frontlist, 2014.",
                "Du Bois, W. E. B., Martin Luther King Jr., and Food and Farm Society. On Land. "
                "Frontlist, 2014.",
            ],
            id="three authors, one an organisation",
        ),
        pytest.param(
            [LOCKE],
            {},
            [
                "Locke, A. (Ed.). (2014). On Land. Frontlist.",
                "Locke, Alain, editor. On Land. Frontlist, 2014.",
                "Locke, Alain, ed. On Land. Frontlist, 2014.",
            ],
            id="an editor alone",
        ),
        pytest.param(
            [LOCKE, REED],
            {"edition": {"number": 2, "note": ""}},
            [
                "Locke, A., & Reed, J.-P. (Eds.). (2014). On Land (2nd ed.). Frontlist.",
                "Locke, Alain, and Jean-Paul Reed, editors. On Land. 2nd ed., Frontlist, 2014.",
                "Locke, Alain, and Jean-Paul Reed, eds. On Land. 2nd ed. Frontlist, 2014.",
            ],
            id="two editors, a second edition",
        ),
        pytest.param(
            [MARCO, LOCKE, WEAVER],
            {"edition": {"number": 3, "note": ""}},
            [
                "Coscione, M. (2014). On Land (A. Locke, Ed.; H. Weaver, Trans.; 3rd ed.). "
                "Frontlist.",
                "Coscione, Marco. On Land. Edited by Alain Locke, translated by Helen Weaver, "
                "3rd ed., Frontlist, 2014.",
                "Coscione, Marco. On Land. Edited by Alain Locke. Translated by Helen Weaver. "
                "3rd ed. Frontlist, 2014.",
            ],
            id="an author with editor, translator and edition",
        ),
        pytest.param(
            [HOUSE],
            {"formats": [], "title": "Whose Land?", "subtitle": "A Report"},
            [
                "Food and Farm Society. (n.d.). Whose Land? A Report. Frontlist.",
                "Food and Farm Society. Whose Land? A Report. Frontlist.",
                "Food and Farm Society. Whose Land? A Report. Frontlist, n.d.",
            ],
            id="no date, a title with its own mark",
        ),
        pytest.param(
            [],
            {"title": "Whose Land?"},
            [
                "Whose Land? (2014). Frontlist.",
                "Whose Land? Frontlist, 2014.",
                "Whose Land? Frontlist, 2014.",
            ],
            id="nobody named",
        ),
    ],
)
def test_a_book_is_cited(contributions, fields, expected):
    assert cited(*contributions, **fields) == expected


def test_of_many_names_the_manuals_show_some():
    many = [credited(f"Ann Lee{n}", f"Lee{n}, Ann") for n in range(22)]
    apa, mla, chicago = cited(*many)
    assert apa.startswith("Lee0, A., Lee1, A.,")
    assert "Lee18, A., . . . Lee21, A. (2014)." in apa
    assert "Lee19" not in apa
    assert mla.startswith("Lee0, Ann, et al. On Land.")
    assert "Ann Lee6, et al. On Land." in chicago
    assert "Lee7" not in chicago


def test_a_name_is_cited_as_the_title_page_gives_it():
    short = credited("Edwin A. Abbott", "Abbott, Edwin A.", credited_as="E. Abbott")
    other = credited("Edwin A. Abbott", "Abbott, Edwin A.", credited_as="A Square")
    assert cited(short)[1] == "Abbott, E. On Land. Frontlist, 2014."
    assert cited(other)[1] == "A Square. On Land. Frontlist, 2014."
    pen_name = credited("Harriet Jacobs", "Jacobs, Harriet", credited_as="Linda Brent")
    assert cited(pen_name)[0] == "Brent, L. (2014). On Land. Frontlist."


def test_particles_of_a_name_are_not_made_initials():
    maistre = credited("Xavier de Maistre", "Maistre, Xavier de")
    assert cited(maistre)[0] == "Maistre, X. de. (2014). On Land. Frontlist."
    assert cited(maistre)[1] == "Maistre, Xavier de. On Land. Frontlist, 2014."


def test_authors_own_pictures_are_not_told():
    artist = {**WEAVER, "role": "illustrator"}
    own = {**MARCO, "role": "illustrator"}
    assert cited(MARCO, own)[2] == "Coscione, Marco. On Land. Frontlist, 2014."
    assert cited(MARCO, own, artist)[2] == (
        "Coscione, Marco. On Land. Illustrated by Helen Weaver. Frontlist, 2014."
    )


def test_a_title_that_ends_with_a_mark_needs_no_stop():
    assert cited(MARCO, title="Azul…")[2] == "Coscione, Marco. Azul… Frontlist, 2014."


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, ""), (2, " (2nd ed.)"), (11, " (11th ed.)"), (21, " (21st ed.)"), (112, " (112th ed.)")],
)
def test_editions_are_counted(number, written):
    apa = cited(MARCO, edition={"number": number, "note": ""})[0]
    assert apa == f"Coscione, M. (2014). On Land{written}. Frontlist."


def test_nothing_but_italics_is_markup():
    evil = credited("<b>Ann</b> & Co", kind="organisation")
    publisher = {"name": "Tom & <i>Co</i>", "newsletter_offer": ""}
    record = make_record(
        title="<script>&",
        subtitle="",
        contributions=[evil, {**evil, "role": "editor"}],
        publisher=publisher,
    )
    for html in citations(record).values():
        assert "<i>&lt;script&gt;&amp;</i>" in html
        assert html.count("<") == 2
        assert "Tom & <i>Co</i>" not in as_text(html)[: as_text(html).index("Tom")]
        assert as_text(html).count("<b>Ann</b> & Co") == 2
