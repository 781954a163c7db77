"""Content pages: their blocks, their place in the site, and what stands below them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from home.blocks import ContentBlock
from home.models import ContentPage
from tests.books.publishing.rows import row_of
from tests.factories import make_book, make_content_page, make_site

pytestmark = pytest.mark.django_db

TABLE = {
    "caption": "Discounts",
    "columns": [{"type": "text", "heading": "Copies"}, {"type": "rich_text", "heading": "Terms"}],
    "rows": [{"values": ["1 to 4", "<p>30%</p>"]}],
}


def read(client, page: Page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def make_document(title: str = "The catalogue", **fields: Any) -> Document:
    return Document.objects.create(title=title, file=ContentFile(b"%PDF", name="c.pdf"), **fields)


def make_private(page: Page) -> None:
    kind = PageViewRestriction.LOGIN
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind)


def make_below(parent: ContentPage, title: str, **fields: Any) -> ContentPage:
    return parent.add_child(instance=ContentPage(title=title, body=[], **fields))


def api_blocks(client, page: Page) -> list[dict]:
    """The values of the body, which both APIs tell alike."""
    v2, v3 = (client.get(f"/api/{version}/pages/{page.pk}/").json() for version in ("v2", "v3"))
    assert v2["body"] == v3["body"]
    return [each["value"] for each in v3["body"]]


def test_questions_open_their_answers_without_a_script(client):
    asked = {"questions": [{"question": "How long?", "answer": "<p>Two days.</p>"}]}
    page = make_content_page(body=[("questions", asked)])
    content = read(client, page)
    assert "<details><summary>How long?</summary>" in content
    assert "<p>Two days.</p></details>" in content
    answer = {"html": "<p>Two days.</p>", "text": "Two days."}
    assert api_blocks(client, page) == [
        {"questions": [{"question": "How long?", "answer": answer}]}
    ]


def test_a_table_has_a_caption_and_headings_both_ways(client):
    page = make_content_page(body=[("table", TABLE)])
    content = read(client, page)
    for part in (
        "<caption>Discounts</caption>",
        '<th scope="col">Copies</th>',
        '<th scope="row">1 to 4</th>',
        "<td><p>30%</p></td>",
    ):
        assert part in content
    (table,) = api_blocks(client, page)
    assert table["caption"] == "Discounts"
    assert table["rows"][0]["values"] == ["1 to 4", {"html": "<p>30%</p>", "text": "30%"}]


@pytest.mark.parametrize(
    "lacking", [{"caption": ""}, {"columns": [{"type": "text", "heading": ""}], "rows": []}]
)
def test_a_table_without_caption_or_heading_is_refused(lacking):
    block = ContentBlock().child_blocks["table"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({**TABLE, **lacking}))
    assert "Give the table a caption" in str(refused.value.as_json_data())


def test_a_button_leads_to_a_page_that_can_be_read_or_elsewhere(client):
    about = make_content_page("About")
    elsewhere = {"text": "Out", "url": "https://example.org/"}
    to_about = ("button", {"text": "In", "page": Page.objects.get(pk=about.pk)})
    page = make_content_page("Doors", body=[to_about, ("button", elsewhere)])
    content = read(client, page)
    assert '<a class="button" href="/about/">In</a>' in content
    assert '<a class="button" href="https://example.org/">Out</a>' in content
    told = api_blocks(client, page)
    assert told[0] == {"text": "In", "page": about.pk, "url": about.full_url}
    assert told[1] == {**elsewhere, "page": None}


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), make_private])
def test_a_button_to_a_page_that_cannot_be_read_is_not_shown(client, hide):
    about = make_content_page("About")
    button = ("button", {"text": "Way in", "page": Page.objects.get(pk=about.pk)})
    page = make_content_page("Doors", body=[button])
    hide(about)
    assert "Way in" not in read(client, page)
    assert api_blocks(client, page) == [{"text": "Way in", "page": None, "url": ""}]


@pytest.mark.parametrize("both", [True, False])
def test_a_button_leads_to_one_place(both):
    block = ContentBlock().child_blocks["button"]
    leads = {"page": Page.objects.get(pk=make_site().pk), "url": "https://example.org/"}
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize({"text": "Go", **(leads if both else {})}))
    assert "one of the two" in str(refused.value.as_json_data())


def test_a_document_is_linked_and_can_be_had(client):
    document = make_document()
    page = make_content_page(body=[("document", {"text": "Take it", "document": document})])
    content = read(client, page)
    assert f'href="{document.url}">Take it</a> (PDF' in content
    assert client.get(document.url).status_code == 200
    part = {"id": document.pk, "title": "The catalogue", "url": document.url}
    assert api_blocks(client, page) == [{"text": "Take it", "document": part}]


def test_a_document_of_a_private_collection_is_not_shown(client):
    private = Collection.get_first_root_node().add_child(name="Private")
    kind = CollectionViewRestriction.LOGIN
    CollectionViewRestriction.objects.create(collection=private, restriction_type=kind)
    document = make_document("Secret", collection=private)
    page = make_content_page(body=[("document", {"text": "Take it", "document": document})])
    assert "Take it" not in read(client, page)
    assert api_blocks(client, page) == [{"text": "Take it", "document": None}]


def test_a_row_of_books_stands_on_a_content_page_too(client):
    book = make_book("Recommended")
    row = {"heading": "Read this", "source": "chosen", "books": [book]}
    content = read(client, make_content_page(body=[("books", row)]))
    assert "<h2>Read this</h2>" in content
    assert f'href="{book.url}"' in content


def test_a_page_shows_its_place_and_what_can_be_read_below_it(client):
    about = make_content_page("About us")
    shown = make_below(about, "Where we are")
    make_below(about, "In the making", live=False)
    make_private(make_below(about, "Staff room"))
    content = read(client, about)
    assert 'class="trail"' not in content
    assert '<a href="/about-us/where-we-are/">Where we are</a>' in content
    assert "In the making" not in content
    assert "Staff room" not in content
    content = read(client, shown)
    assert '<ol class="trail"><li><a href="/">Frontlist</a></li>' in content
    assert '<li><a href="/about-us/">About us</a></li>' in content
    assert "More about this" not in content


def test_what_blocks_lead_to_costs_the_same_for_any_number(client):
    def page_with(count: int) -> ContentPage:
        targets = [make_content_page(f"Target {count} {each}") for each in range(count)]
        buttons = [{"text": "Go", "page": Page.objects.get(pk=each.pk)} for each in targets]
        files = [{"text": "Take", "document": make_document(f"File {n}")} for n in range(count)]
        page = make_content_page(
            f"Page of {count}",
            body=[("button", each) for each in buttons] + [("document", each) for each in files],
        )
        for each in range(count):
            make_below(page, f"Below {count} {each}")
        return page

    asked = []
    for page in (page_with(2), page_with(6)):
        assert read(client, page).count(">Take</a>") == (2 if "of 2" in page.title else 6)
        with CaptureQueriesContext(connection) as queries:
            read(client, page)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_new_page_can_be_previewed_before_it_is_saved(admin_client):
    home = make_site()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["home", "contentpage", home.pk])
    form = {
        "title": "Not saved",
        "slug": "not-saved",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "A first heading",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert admin_client.post(address, form).json()["is_valid"]
    assert "A first heading" in admin_client.get(address, {"mode": ""}).content.decode()


def test_a_table_is_part_of_what_a_publication_says():
    page = make_content_page(body=[("table", TABLE)])
    before = row_of(page)
    page.body = [("table", {**TABLE, "caption": "Terms"})]
    page.save_revision().publish()
    assert row_of(page).number > before.number
