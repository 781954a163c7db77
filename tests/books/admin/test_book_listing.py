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
from wagtail.models import GroupPagePermission

from books.admin.status import BookStatus
from books.codes import Form
from books.models import BookIndexPage, BookPage, Contribution, Contributor, Format
from tests.books.admin.forms import form_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_picture,
    make_site,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/books/"
BULK = "/admin/bulk/books/bookpage/"


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [book.title for book in response.context["object_list"]]


def export(client: Client, query: str) -> str:
    return b"".join(client.get(LIST + query).streaming_content).decode()


def test_a_row_says_what_an_editor_needs(editor):
    ada = ContributorFactory(name="Ada Writer")
    make_book(
        "Walden", contributor=ada, subtitle="Life in the Woods", published_on=date(1854, 8, 9)
    )
    html = editor.get(LIST).content.decode()
    for words in (
        *("Walden", "Life in the Woods", "Ada Writer", "Paperback USD 29.95", "1854-08-09"),
        *("No cover", "Live", "advisable"),
    ):
        assert words in html


def of_every_status(publisher: Client, editor: Client) -> None:
    make_book("A draft", live=False)
    make_book("A live one")
    changed = make_book("A changed one")
    editor.post(f"/admin/pages/{changed.pk}/edit/", form_of(changed))
    submitted = make_book("A submitted one", live=False)
    editor.post(f"/admin/pages/{submitted.pk}/edit/", {**form_of(submitted), "action-submit": "1"})
    scheduled = make_book("A scheduled one", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=3)
    scheduled.save_revision().publish()
    make_book("An expired one").unpublish(set_expired=True)
    make_book("One whose time is over", expire_at=timezone.now() - timedelta(minutes=1))
    make_book("One taken back").unpublish()


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
        "One whose time is over": "expired",
        "One taken back": "draft",
    }
    assert {book.title: book.book_status for book in books} == statuses
    for status in BookStatus:
        found = {title for title, each in statuses.items() if each == status}
        assert set(titles(editor, f"?status={status}")) == found
    assert len(titles(editor, "?status=draft&status=live")) == 3


def test_what_readers_still_see_is_told_beside_a_review(editor):
    book = make_book()
    editor.post(f"/admin/pages/{book.pk}/edit/", {**form_of(book), "action-submit": "1"})
    assert "In review; now live" in editor.get(LIST).content.decode()


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
    "words",
    [
        *("wald", "WOODS life", "élan", "ÉLAN", "elan", "ada", "a. writer", "a. élan"),
        *("978-0-14-043944-1", "9780140439441", "978 0 14 043944 1", "0-14-043944-1", "043944"),
    ],
)
def test_the_search_finds_titles_names_and_isbns_of_drafts_too(editor, words):
    book = make_book(
        "Walden",
        subtitle="Life in the Woods, with Élan",
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
        *("q=%00", "contributor=%00", "month=%00", "status=%00", "ordering=%00", "p=%00"),
        *("edited_by=x", "edited_by=999", "edited_by=-1", "q=" + "é+" * 300),
        *("p=0", "p=x", "p=99", "q=%25_'\"", "contributor=%25", "export=exe"),
    ],
)
@pytest.mark.parametrize("part", ["", "results/"])
def test_no_address_is_an_error(editor, query, part):
    make_book()
    assert editor.get(f"{LIST}{part}?{query}").status_code in (200, 400)


def test_the_list_of_what_someone_edited_is_what_the_dashboard_leads_to(editor, publisher):
    mine, _other = make_book("Mine", live=False), make_book("Other")
    editor.post(f"/admin/pages/{mine.pk}/edit/", form_of(mine))
    assert titles(publisher, f"?edited_by={editor.user.pk}") == ["Mine"]


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
        book.save_revision()


def test_more_books_cost_no_more_queries(editor, subtests):
    def cost(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            response = editor.get(LIST + query)
            b"".join(response.streaming_content) if response.streaming else response.content
        return len(queries)

    queries = ["", "?export=csv", "?q=book", "?missing=isbn&status=changed"]
    many(2, "A book")
    for query in queries:
        cost(query)
    few = {query: cost(query) for query in queries}
    many(8, "Another book")
    for query in queries:
        with subtests.test(query):
            assert cost(query) == few[query]


def test_all_books_are_counted_in_their_own_table_alone(editor):
    make_book("One")
    make_book("Two", live=False)
    with CaptureQueriesContext(connection) as queries:
        page = editor.get(LIST).context["page_obj"]
    counts = [each["sql"] for each in queries if "COUNT(" in each["sql"]]
    of_books = [sql for sql in counts if "books_bookpage" in sql]
    assert page.paginator.count == 2
    assert of_books
    assert not [sql for sql in of_books if "JOIN" in sql]


def test_an_editor_of_one_catalogue_counts_its_books_alone(editor):
    make_book("Of the first")
    other = make_site().add_child(instance=BookIndexPage(title="Other", slug="other"))
    make_book("Of the other").move(other, pos="last-child")
    GroupPagePermission.objects.filter(group__user=editor.user).update(page=other)
    assert titles(editor) == ["Of the other"]
    assert editor.get(LIST).context["page_obj"].paginator.count == 1


@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_the_list_takes_a_book_of_very_many_contributors(editor, query):
    """SQLite refuses some queries that name more than a thousand things."""
    book = make_book()
    people = [Contributor(name=f"Writer {each}", slug=f"writer-{each}") for each in range(1100)]
    Contributor.objects.bulk_create(people)
    crowd = Contributor.objects.filter(slug__startswith="writer-")
    Contribution.objects.bulk_create(Contribution(page=book, contributor=each) for each in crowd)
    response = editor.get(LIST + query)
    assert response.status_code == 200
    assert not response.streaming or b"".join(response.streaming_content)


def test_the_export_holds_what_the_list_shows_and_no_formulas(editor):
    make_book("=1+1", contributor=ContributorFactory(name="@Ada"), isbn="9780140439441")
    make_book("Other")
    content = export(editor, "?export=csv&q=9780140439441")
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["Title"], row["Contributors"]) == ("'=1+1", "'@Ada")
    assert row["Formats and prices"] == "Paperback USD 29.95"
    assert (row["ISBNs"], row["Status"]) == ("9780140439441", "Live")
    sheet = b"".join(editor.get(f"{LIST}?export=xlsx").streaming_content)
    rows = list(load_workbook(io.BytesIO(sheet)).active.iter_rows())
    assert len(rows) == 3
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert "=1+1" in {cell.value for row in rows for cell in row}


def choose(client: Client, action: str, chosen: str, **kwargs):
    """Ask for an action on what is ticked in the list."""
    return client.get(f"{BULK}{action}/?{chosen}&next={LIST}", **kwargs)


def bulk(client: Client, action: str, *books: BookPage):
    ids = "&".join(f"id={book.pk}" for book in books)
    return client.post(
        f"{BULK}{action}/?{ids}&next={LIST}", {"include_descendants": ""}, follow=True
    )


def told(response) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


def test_a_publisher_publishes_and_unpublishes_many_at_once(publisher):
    books = [make_book(f"Book {number}", live=False) for number in range(3)]
    assert f'href="{BULK}publish/"' in publisher.get(LIST).content.decode()
    assert told(bulk(publisher, "publish", *books)) == ["3 pages have been published"]
    assert BookPage.objects.live().count() == 3
    bulk(publisher, "unpublish", *books)
    assert BookPage.objects.live().count() == 0


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_an_editor_does_none_of_it(editor, action):
    bulk(editor, action, make_book("Draft", live=False), make_book("Live"))
    assert set(BookPage.objects.values_list("title", "live")) == {("Draft", False), ("Live", True)}


@pytest.mark.parametrize("action", ["move", "delete", "publish", "unpublish"])
@pytest.mark.parametrize("query", ["status=draft", "q=draft", "missing=isbn&q=draft"])
def test_all_in_the_listing_are_those_that_are_listed(publisher, action, query):
    drafts = {make_book(f"Draft {number}", live=False) for number in range(2)}
    make_book("Another")
    make_content_page("Draft of a plain page", live=False)
    context = choose(publisher, action, f"{query}&id=all").context
    listed = [each["item"] for each in (*context["items"], *context["items_with_no_access"])]
    assert {each.pk for each in listed} == {book.pk for book in drafts}


@pytest.mark.parametrize("query", ["status=none", "q=nothing", "subject=x"])
def test_all_of_nothing_is_not_everything(publisher, query):
    make_book("Draft", live=False)
    assert choose(publisher, "publish", f"{query}&id=all").status_code == 404


@pytest.mark.parametrize("chosen", ["id=all", "id=1&id=2&id=3"])
@pytest.mark.parametrize("action", ["move", "delete", "publish", "unpublish"])
def test_of_too_many_none_is_begun(publisher, monkeypatch, action, chosen):
    monkeypatch.setattr("books.admin.bulk.MOST_AT_ONCE", 2)
    for title in ("Draft one", "Draft two", "Draft three"):
        make_book(title, live=False)
    for method in (publisher.get, publisher.post):
        response = method(f"{BULK}{action}/?{chosen}&next={LIST}", follow=True)
        assert told(response) == ["At most 2 books at once, please: narrow the list of 3."]
        assert response.request["PATH_INFO"] == LIST
    assert BookPage.objects.not_live().count() == 3
    assert choose(publisher, action, f"id=all&q=two&next={LIST}").status_code == 200


def draft_that_lacks_contributors() -> BookPage:
    book = make_book("Half", live=False)
    book.contributions = []
    book.save()
    return book


def draft_with_the_isbn_of_another() -> BookPage:
    make_book("First", isbn="9780140439441")
    book = make_book("Twice", live=False)
    (format_,) = book.formats.all()
    format_.isbn = "9780140439441"
    book.formats = [format_]
    book.save_revision(clean=False)
    return book


def test_of_many_of_which_some_lack_something_none_is_published(publisher):
    half, twice = draft_that_lacks_contributors(), draft_with_the_isbn_of_another()
    whole = make_book("Whole", live=False)
    response = bulk(publisher, "publish", whole, half, twice)
    assert set(BookPage.objects.live().values_list("title", flat=True)) == {"First"}
    (message,) = told(response)
    assert message == (
        "“Half”: Add at least one contributor before publishing. "
        "“Twice”: Another book already has this ISBN."
    )
    assert response.request["PATH_INFO"] == f"{BULK}publish/"


def test_an_empty_desk_says_how_to_begin(editor):
    html = editor.get(LIST).content.decode()
    assert "No books yet." in html
    assert 'href="/admin/books/new-from-copy/">New book from copy</a>' in html
    assert "Page 1 of 1" not in html


@pytest.mark.parametrize("query", ["q=nothing", "status=expired", "status=none", "month=2020"])
@pytest.mark.parametrize("part", ["", "results/"])
def test_a_search_without_a_find_leads_back_to_all_books(editor, query, part):
    make_book()
    html = editor.get(f"{LIST}{part}?{query}").content.decode()
    assert "No book is like that." in html
    assert f'href="{LIST}">See all books</a>' in html
    assert "No books yet." not in html


def test_nobody_sees_books_of_a_branch_that_is_not_theirs(editor):
    make_book("Ours")
    another = make_site().add_child(instance=BookIndexPage(title="Theirs", slug="theirs"))
    make_book("Theirs").move(another, pos="last-child")
    home = make_site()
    GroupPagePermission.objects.filter(group__user=editor.user).update(page=make_catalogue())
    assert home.get_children().count() == 2
    assert titles(editor) == titles(editor, "?q=s") == ["Ours"]
    assert "Theirs" not in export(editor, "?export=csv")
