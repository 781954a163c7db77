"""The list of all books, as a marketing editor and a publisher see it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from books.codes import Form
from books.models import BookPage, Contribution, Format
from tests.books.admin.forms import form_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_picture,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/books/"


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [book.title for book in response.context["object_list"]]


def test_a_row_says_what_an_editor_needs(editor):
    ada = ContributorFactory(name="Ada Writer")
    make_book(
        "Walden", contributor=ada, subtitle="Life in the Woods", published_on=date(1854, 8, 9)
    )
    html = editor.get(LIST).content.decode()
    for words in (
        *("Walden", "Life in the Woods", "Ada Writer", "Paperback USD 29.95", "1854-08-09"),
        *("No cover", "Live", "gaps"),
    ):
        assert words in html


def of_every_status(publisher: Client, editor: Client) -> None:
    make_book("A draft", live=False)
    make_book("A live one")
    make_book("A changed one").save_revision()
    BookPage.objects.filter(title="A changed one").update(has_unpublished_changes=True)
    submitted = make_book("A submitted one", live=False)
    editor.post(f"/admin/pages/{submitted.pk}/edit/", {**form_of(submitted), "action-submit": "1"})
    scheduled = make_book("A scheduled one", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=3)
    scheduled.save_revision().publish()
    expired = make_book("An expired one")
    expired.unpublish(set_expired=True)


def test_each_status_is_told_and_filtered(publisher, editor):
    of_every_status(publisher, editor)
    books = publisher.get(LIST).context["object_list"]
    statuses = {
        "A draft": "draft",
        "A live one": "live",
        "A changed one": "changed",
        "A submitted one": "in_review",
        "A scheduled one": "scheduled",
        "An expired one": "expired",
    }
    assert {book.title: book.book_status for book in books} == statuses
    for title, status in statuses.items():
        assert titles(editor, f"?status={status}") == [title]
    assert len(titles(editor, "?status=draft&status=live")) == 2


def test_filters_find_their_books(editor):
    below = SubjectFactory(name="Ponds", parent=SubjectFactory(name="Waters"))
    series = SeriesFactory(name="Woods")
    thoreau = ContributorFactory(name="Henry David Thoreau")
    found = make_book(
        "Walden",
        contributor=thoreau,
        subject=below,
        series=series,
        isbn="9780140439441",
        cover=make_picture(),
        published_on=date(2020, 12, 31),
    )
    found.formats = [*found.formats.all(), Format(form=Form.EPUB)]
    found.save()
    make_book("Other", isbn="9780140439458", published_on=date(2021, 1, 1))
    for query in (
        *("contributor=thoreau", f"subject={below.pk}", f"subject={below.parent_id}"),
        *(f"series={series.pk}", "form=epub", "month=2020-12", "missing=isbn"),
        "month=2020-12&form=epub&contributor=henry&status=live",
    ):
        assert titles(editor, f"?{query}") == ["Walden"], query
    assert titles(editor, "?missing=cover") == ["Other"]
    assert titles(editor, "?missing=cover&missing=isbn") == []
    assert set(titles(editor, "?missing=anything")) == {"Walden", "Other"}


@pytest.mark.parametrize(
    "words", ["wald", "WOODS life", "978-0-14-043944-1", "9780140439441", "ada", "a. writer"]
)
def test_the_search_finds_titles_names_and_isbns_of_drafts_too(editor, words):
    book = make_book(
        "Walden",
        subtitle="Life in the Woods",
        isbn="9780140439441",
        contributor=ContributorFactory(name="Ada Writer"),
        live=False,
    )
    credit = book.contributions.get()
    credit.credited_as = "A. Writer"
    book.contributions = [credit]
    book.save()
    make_book("Other", contributor=ContributorFactory(name="Ben"))
    assert titles(editor, f"?q={words}") == ["Walden"]
    assert titles(editor, f"?q={words}+nothing") == []


def test_the_list_can_be_put_in_order(editor):
    for title, day in (("B", date(2020, 1, 1)), ("A", None), ("C", date(2019, 1, 1))):
        make_book(title, published_on=day)
    assert titles(editor, "?ordering=title") == ["A", "B", "C"]
    assert titles(editor, "?ordering=published_on") == ["C", "B", "A"]
    assert titles(editor, "?ordering=-published_on") == ["B", "C", "A"]
    assert titles(editor, "?ordering=-published_on&q=") == ["B", "C", "A"]


@pytest.mark.parametrize(
    "query",
    [
        *("status=none", "subject=999", "subject=x", "series=x", "form=scroll", "missing=pages"),
        *("month=2020-13", "month=2020", "month=0000-01", "ordering=password", "ordering=-"),
        *("p=0", "p=x", "p=99", "q=%25_'\"", "contributor=%25", "export=exe"),
    ],
)
@pytest.mark.parametrize("part", ["", "results/"])
def test_no_address_is_an_error(editor, query, part):
    make_book()
    assert editor.get(f"{LIST}{part}?{query}").status_code in (200, 404)


def test_a_wrong_month_is_told_at_its_field(editor):
    make_book()
    assert "such as 2026-11" in editor.get(f"{LIST}?month=2020-13").content.decode()


def many(count: int, word: str) -> None:
    for number in range(count):
        book = make_book(
            f"{word} {number}",
            cover=make_picture(f"{word} {number}"),
            subject=SubjectFactory(),
            series=SeriesFactory(),
        )
        book.contributions = [Contribution(contributor=ContributorFactory()) for _ in range(2)]
        book.save_revision().publish()


@pytest.mark.parametrize("query", ["", "?export=csv", "?q=book", "?missing=isbn&status=live"])
def test_more_books_cost_no_more_queries(editor, query):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = editor.get(LIST + query)
            b"".join(response.streaming_content) if response.streaming else response.content
        return len(queries)

    many(2, "A book")
    cost()
    few = cost()
    many(8, "Another book")
    assert cost() == few


def test_the_export_holds_what_the_list_shows_and_no_formulas(editor):
    make_book("=1+1", contributor=ContributorFactory(name="@Ada"), isbn="9780140439441")
    make_book("Other")
    response = editor.get(f"{LIST}?export=csv&q=9780140439441")
    content = b"".join(response.streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["Title"], row["Contributors"]) == ("'=1+1", "'@Ada")
    assert row["Formats and prices"] == "Paperback USD 29.95"
    assert (row["ISBNs"], row["Status"]) == ("9780140439441", "Live")
    sheet = b"".join(editor.get(f"{LIST}?export=xlsx").streaming_content)
    rows = list(load_workbook(io.BytesIO(sheet)).active.iter_rows())
    assert len(rows) == 3
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert "=1+1" in {cell.value for row in rows for cell in row}


def bulk(client: Client, action: str, *books: BookPage):
    ids = "&".join(f"id={book.pk}" for book in books)
    address = f"/admin/bulk/wagtailcore/page/{action}/?{ids}&next={LIST}"
    return client.post(address, {"include_descendants": ""}, follow=True)


def test_a_publisher_publishes_and_unpublishes_many_at_once(publisher):
    books = [make_book(f"Book {number}", live=False) for number in range(3)]
    assert "Publish" in publisher.get(LIST).content.decode()
    bulk(publisher, "publish", *books)
    assert BookPage.objects.live().count() == 3
    bulk(publisher, "unpublish", *books)
    assert BookPage.objects.live().count() == 0


def test_an_editor_publishes_none(editor):
    bulk(editor, "publish", make_book("Draft", live=False))
    assert BookPage.objects.live().count() == 0


def test_of_many_of_which_one_lacks_something_none_is_published(publisher):
    whole, half = make_book("Whole", live=False), make_book("Half", live=False)
    half.contributions = []
    half.save_revision()
    BookPage.objects.get(pk=half.pk).get_latest_revision_as_object().save()
    response = bulk(publisher, "publish", whole, half)
    assert BookPage.objects.live().count() == 0
    html = response.content.decode()
    assert "Add at least one contributor" in html
    assert "“Half”" in html


def test_an_empty_desk_says_how_to_begin(editor):
    html = editor.get(LIST).content.decode()
    assert editor.get(LIST).status_code == 200
    assert "There are no books to display" in html or "new-from-copy" in html
