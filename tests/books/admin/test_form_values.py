"""Values of a form that no browser sends are refused, and what no database stores is replaced."""

import json

import pytest

from books.models import BookPage
from tests.books.admin.forms import form_of
from tests.factories import make_book, make_content_page

pytestmark = pytest.mark.django_db

BROKEN = [
    *("", "{", "[]", "1", '"x"', '{"blocks": 1}', '{"blocks": [1]}', "[" * 100_000),
    '{"blocks": [{"text": "x", "type": []}], "entityMap": {}}',
    '{"blocks": [{"text": "x", "entityRanges": [{"key": 5, "offset": 0, "length": 1}]}]}',
]
UNSOUND_ROWS = [
    *({"description-count": "many"}, {"description-0-order": "first"}),
    *({"description-0-order": "²"}, {"description-0-id": "a\0b"}),
]


def content_state(text: str) -> str:
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    return json.dumps({"blocks": [{**block, "inlineStyleRanges": [], "entityRanges": []}]})


def save(client, book, **fields):
    return client.post(f"/admin/pages/{book.pk}/edit/", {**form_of(book), **fields})


def draft_of(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("text", BROKEN)
def test_rich_text_that_is_none(publisher, text):
    book = make_book()
    assert save(publisher, book, **{"description-0-value": text}).status_code == 400
    assert not book.revisions.exists()


def test_no_rich_text_at_all_is_empty(publisher):
    book = make_book()
    assert save(publisher, book, **{"description-0-value": "null"}).status_code == 302
    assert draft_of(book).description[0].value.source == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("A\ud83d", "A\ufffd"), ("A\0", "A\ufffd"), ("A\U0001f600", "A\U0001f600")],
)
def test_half_a_character_is_replaced(publisher, typed, kept):
    book = make_book()
    answer = save(publisher, book, **{"description-0-value": content_state(typed)})
    assert answer.status_code == 302
    assert kept in draft_of(book).description[0].value.source


@pytest.mark.parametrize("fields", UNSOUND_ROWS)
def test_rows_that_are_none(publisher, fields):
    book = make_book()
    assert save(publisher, book, **fields).status_code == 400
    assert not book.revisions.exists()


def test_two_rows_at_one_place(publisher):
    rows = {"description-count": "2"}
    for i, text in enumerate(("First", "Also first")):
        block = {"type": "quotation", "order": "0", "deleted": "", "value-source": ""}
        block["value-text"] = text
        rows |= {f"description-{i}-{name}": value for name, value in block.items()}
    assert save(publisher, make_book(), **rows).status_code == 400


def test_a_table_of_unknown_columns(publisher):
    page = make_content_page()
    column = {"type": "colour", "order": "0", "heading": "x", "deleted": ""}
    table = {f"column-0-{name}": value for name, value in column.items()}
    table |= {"caption": "x", "column-count": "1", "row-count": "0"}
    block = {"type": "table", "order": "0", "deleted": ""}
    block |= {f"value-{name}": value for name, value in table.items()}
    rows = {f"body-0-{name}": value for name, value in block.items()}
    data = {"title": "Students", "slug": "students", "body-count": "1", **rows}
    assert publisher.post(f"/admin/pages/{page.pk}/edit/", data).status_code == 400


@pytest.mark.parametrize("chosen", ["abc", "²", "1\0", "9" * 5000])
def test_nothing_is_chosen_by_what_is_no_id(publisher, chosen):
    assert "cover" in save(publisher, make_book(), cover=chosen).context["form"].errors


@pytest.mark.parametrize("chosen", ["abc", "9" * 5000])
def test_nothing_shared_either(publisher, chosen):
    answer = save(publisher, make_book(), **{"contributions-0-contributor": chosen})
    assert "contributor" in answer.context["form"].formsets["contributions"].errors[0]
