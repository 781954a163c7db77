"""JSON-LD and Highwire tags."""

import json

import pytest

from books.channels import highwire, schema_org, schema_org_pages
from books.codes import Availability, Form
from books.record_shared import ContributorRecord
from tests.books.channels.records import (
    ADA,
    EXAMPLE,
    HOUSE,
    LOCKE,
    MARCO,
    WEAVER,
    credited,
    make_record,
)
from tests.golden import assert_golden


@pytest.mark.golden
def test_a_book_is_as_expected():
    record = make_record()
    things = [
        schema_org.book(record),
        schema_org.breadcrumbs(schema_org.steps_to_book(record, "Frontlist")),
    ]
    text = json.dumps(json.loads(schema_org.script_text(things)), indent=2, ensure_ascii=False)
    assert_golden("book.jsonld", f"{text}\n")


def test_people_have_the_roles_and_addresses_that_are_known():
    scholar = credited("Ann Lee", orcid="0000-0002-1825-0097", website="https://lee.example.com/")
    hidden = credited("Nobody", path=None, id=None, reference=None)
    foreword = {**ADA, "role": "foreword"}
    book = schema_org.book(
        make_record(contributions=[scholar, HOUSE, hidden, LOCKE, WEAVER, foreword])
    )
    assert book["author"][0]["sameAs"] == [
        "https://orcid.org/0000-0002-1825-0097",
        "https://lee.example.com/",
    ]
    assert book["author"][1]["@type"] == "Organization"
    assert book["author"][2] == {"@type": "Person", "name": "Nobody"}
    assert book["editor"][0]["name"] == "Alain Locke"
    assert book["translator"][0]["name"] == "Helen Weaver"
    assert book["contributor"][0]["name"] == "Ada King Lovelace"


def test_only_awards_that_were_won_are_told():
    awards = [
        {"name": "Book Prize", "year": 2022, "result": "won"},
        {"name": "Other Prize", "year": 2022, "result": "shortlisted"},
    ]
    assert schema_org.book(make_record(awards=awards))["award"] == ["Book Prize 2022"]


def test_a_doi_is_an_identifier():
    book = schema_org.book(make_record(doi="10.1234/abcd"))
    assert book["identifier"] == {
        "@type": "PropertyValue",
        "propertyID": "DOI",
        "value": "10.1234/abcd",
    }
    assert book["sameAs"] == "https://doi.org/10.1234/abcd"


def test_what_costs_nothing_is_free_and_not_on_offer():
    free = {"amount": None, "currency": "", "territory": "", "unpriced_reason": "free", "text": ""}
    formats = [{**EXAMPLE["formats"][0], "prices": [free]}]
    [example] = schema_org.book(make_record(formats=formats))["workExample"]
    assert example["isAccessibleForFree"] is True
    assert "offers" not in example


def test_every_word_of_ours_has_one_of_theirs():
    assert set(schema_org.AVAILABILITY) == set(Availability)
    for form in Form:
        formats = [{**EXAMPLE["formats"][0], "form": form}]
        [example] = schema_org.book(make_record(formats=formats))["workExample"]
        is_file = example["bookFormat"].endswith(("EBook", "AudiobookFormat"))
        assert is_file == (not form.goes_by_post or form == Form.AUDIO_CD)


@pytest.mark.parametrize("evil", ["</script><script>alert(1)", "<!--<script>", "a & b\u2028\u2029"])
def test_nothing_in_a_title_ends_the_script(evil):
    text = schema_org.script_text([schema_org.book(make_record(title=evil, subtitle=""))])
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["@graph"][0]["name"] == evil


def test_a_contributor_is_a_person_or_an_organization():
    person = {**EXAMPLE["contributions"][0]["contributor"], "orcid": "0000-0002-1825-0097"}
    thing = schema_org_pages.contributor(
        ContributorRecord.model_validate(person), "https://books.example.com"
    )
    assert thing["@type"] == "Person"
    assert thing["url"] == "https://books.example.com/contributors/edwin-a-abbott/"
    assert thing["sameAs"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert "image" not in thing


def test_highwire_tags_name_all_that_scholars_look_for():
    record = make_record(contributions=[MARCO, ADA, LOCKE, WEAVER], doi="10.1234/abcd")
    assert highwire.tags(record) == [
        ("citation_title", "Flatland: A Romance of Many Dimensions"),
        ("citation_author", "Coscione, Marco"),
        ("citation_author", "Lovelace, Ada King"),
        ("citation_editor", "Locke, Alain"),
        ("citation_translator", "Weaver, Helen"),
        ("citation_publication_date", "2021/02/02"),
        ("citation_publisher", "Frontlist"),
        ("citation_isbn", "9781999900632"),
        ("citation_isbn", "9781999900700"),
        ("citation_language", "en"),
        ("citation_doi", "10.1234/abcd"),
        ("citation_abstract_html_url", "https://books.example.com/books/flatland/"),
        ("citation_public_url", "https://books.example.com/books/flatland/"),
        ("citation_keywords", "geometry; dimensions; satire; mathematics"),
    ]


def test_of_what_is_not_known_nothing_is_said():
    nobody = {"name": "", "newsletter_offer": ""}
    bare = make_record(
        contributions=[], formats=[], keywords=[], cover=None, subjects=[], publisher=nobody
    )
    names = {name for name, _ in highwire.tags(bare)}
    assert not names & {"citation_author", "citation_isbn", "citation_publication_date"}
    book = schema_org.book(bare)
    assert not {"author", "workExample", "image", "datePublished", "about", "publisher"} & set(book)
