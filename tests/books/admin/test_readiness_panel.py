"""The side panel lists what a book lacks, and follows the form without saving it."""

import re

import pytest
from django.utils.html import escape
from wagtail.test.utils.form_data import inline_formset, streamfield

from books.models import BookPage
from books.readiness.rules import gaps_of
from tests.books.admin.forms import book_form, form_of, format_, price
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db


def test_the_editor_sees_every_gap_with_its_field(editor):
    book = make_book()
    html = editor.get(f"/admin/pages/{book.pk}/edit/").content.decode()
    gaps = gaps_of(book)
    assert gaps
    for gap in gaps:
        assert escape(gap.message) in html
        assert f"#:w:contentpath={gap.field}" in html
    assert f'data-readiness="/admin/books/readiness/{book.pk}/"' in html


def test_what_is_typed_is_answered_and_not_saved(editor):
    book = make_book()
    address = f"/admin/books/readiness/{book.pk}/"
    before = editor.post(address, form_of(book)).content.decode()
    after = editor.post(address, form_of(book, search_description="x" * 161)).content.decode()
    assert "The meta description is longer" not in before
    assert "The meta description is longer" in after
    assert BookPage.objects.get(pk=book.pk).search_description == ""
    assert not book.revisions.exists()


def test_half_an_entry_is_no_mistake_but_a_wrong_isbn_is(editor):
    book = make_book()
    address = f"/admin/books/readiness/{book.pk}/"
    half = form_of(book, formats=inline_formset([format_([], form="")]))
    assert editor.post(address, half).status_code == 200
    wrong = form_of(book, formats=inline_formset([format_([], isbn="978")]))
    assert editor.post(address, wrong).status_code == 422


def test_a_form_that_is_not_right_is_told_field_by_field(editor):
    book = make_book()
    dear = format_([price(), price(amount="1e5", currency="EUR")], buy_link="no address")
    wrong = form_of(
        book,
        edition_number="-1",
        formats=inline_formset([format_([]), dear]),
        description=streamfield([("heading", "Fine")]),
    )
    html = editor.post(f"/admin/books/readiness/{book.pk}/", wrong).content.decode()
    for label, place in (
        ("Edition", "#id_edition_number"),
        ("Format 2 / Buy link", "#id_formats-1-buy_link"),
        ("Format 2 / Price 2 / Amount", "#id_formats-1-prices-1-amount"),
    ):
        assert f'data-w-focus-target-value="{place}">{label}</a>: ' in html
    assert "Give an amount such as 24.95" in html


def test_the_badge_counts_the_lines(editor):
    book = make_book()
    html = editor.get(f"/admin/pages/{book.pk}/edit/").content.decode()
    lines = html.count("#:w:contentpath=")
    assert f'data-readiness-count="{lines}"' in html
    toggle = re.search(r'data-side-panel-toggle="readiness".*?</button>', html, re.S)[0]
    assert re.search(rf"counter.*?>\s*{lines}\s*<", toggle, re.S)
    assert html.index("Needed") < html.index("Paperback has no ISBN") < html.index("Advisable")


def test_a_new_book_is_answered_too(editor):
    catalogue = make_catalogue()
    add = editor.get(f"/admin/pages/add/books/bookpage/{catalogue.pk}/").content.decode()
    address = f"/admin/books/readiness/new/{catalogue.pk}/"
    assert f'data-readiness="{address}"' in add
    html = editor.post(address, book_form()).content.decode()
    assert "There is no cover" in html
    assert not BookPage.objects.exists()


def test_only_who_may_edit_the_book_is_answered(client, editor):
    book = make_book()
    address = f"/admin/books/readiness/{book.pk}/"
    assert client.post(address, form_of(book)).status_code == 302
    editor.user.groups.clear()
    assert editor.post(address, form_of(book)).status_code == 302
    assert editor.get(address).status_code in (302, 405)


def test_the_checks_of_wagtail_get_ours(editor):
    book = make_book(cover_alt="")
    html = editor.get(f"/admin/pages/{book.pk}/edit/").content.decode()
    assert "book-bio_without_contributor" in html
    assert "A contributor without a bio" in html


def test_readers_are_not_told_what_a_book_lacks(client, editor):
    book = make_book()
    assert "data-lacks" not in client.get(book.url).content.decode()
    assert 'data-lacks="' in editor.get(book.url).content.decode()
