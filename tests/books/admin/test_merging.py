"""Merging in the admin: who may, what the pages say, and what happens to those who come second."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from books.models import BookPage, Contribution, Contributor, Merge, Series, Subject
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db
THINGS = [
    (Contributor, ContributorFactory),
    (Subject, SubjectFactory),
    (Series, SeriesFactory),
]


def address(view: str, *args, model: type = Contributor) -> str:
    return reverse(f"wagtailsnippets_books_{model._meta.model_name}:{view}", args=args)


@pytest.fixture
def marco() -> Contributor:
    return ContributorFactory(name="Marco Coscione", bio="<p>He teaches.</p>")


@pytest.fixture
def twin() -> Contributor:
    return ContributorFactory(name="M. Coscione", bio="<p>He writes.</p>")


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("model", "factory"), THINGS)
def test_a_publisher_merges_from_the_list_to_the_history(publisher, model, factory):
    kept, twin = factory(name="Voyages out"), factory(name="The voyages")
    assert address("merge", twin.pk, model=model) in text_of(
        publisher.get(address("list", model=model))
    )
    assert address("merge", twin.pk, model=model) in text_of(
        publisher.get(address("edit", twin.pk, model=model))
    )
    choose = text_of(publisher.get(address("merge", twin.pk, model=model)))
    confirm = address("confirm_merge", twin.pk, kept.pk, model=model)
    assert confirm in choose
    assert "No book names it." in text_of(publisher.get(confirm))
    history = text_of(publisher.post(confirm, follow=True))
    assert "Merged “The voyages” into this: 0 books" in history
    assert not model.objects.filter(pk=twin.pk).exists()


def test_the_one_that_stays_is_found_by_its_name(publisher, twin, marco):
    ContributorFactory(name="Ada Writer")
    page = address("merge", twin.pk)
    assert "Ada Writer" not in text_of(publisher.get(page))
    assert "Ada Writer" in text_of(publisher.get(page, {"q": "writer ada"}))
    assert "No other one has that name." in text_of(publisher.get(page, {"q": "nobody"}))
    assert "Ada Writer" in text_of(publisher.get(page, {"q": ""}))


def test_the_page_to_confirm_says_what_will_happen(publisher, twin, marco):
    make_book("An open book", contributor=twin)
    make_book("A hidden book", contributor=twin, live=False)
    marco.unpublish()
    page = text_of(publisher.get(address("confirm_merge", twin.pk, marco.pk)))
    for words in (
        "1 public book changes at once",
        "An open book",
        "1 draft changes",
        "A hidden book",
        "the name moves to “credited as”",
        "“Marco Coscione” is not published",
        "He writes.",
        "Its address /contributors/m-coscione/ will lead to",
    ):
        assert words in page
    assert Contributor.objects.count() == 2


def test_undoing_starts_in_the_history(publisher, twin, marco):
    book = make_book(contributor=twin)
    publisher.post(address("confirm_merge", twin.pk, marco.pk))
    made = Merge.objects.get()
    assert made.made_by == publisher.user
    undo = address("undo_merge", made.pk)
    assert undo in text_of(publisher.get(address("history", marco.pk)))
    assert book.title in text_of(publisher.get(undo))
    assert "with 1 book" in text_of(publisher.post(undo, follow=True))
    assert Contribution.objects.get(page=book).contributor == twin
    history = text_of(publisher.get(address("history", marco.pk)))
    assert "Took “M. Coscione” out again: 1 book" in history
    assert undo not in history


def test_undoing_names_what_stays_as_it_is(publisher, twin, marco):
    book = make_book("Changed since", contributor=twin)
    publisher.post(address("confirm_merge", twin.pk, marco.pk))
    book = BookPage.objects.get(pk=book.pk)
    book.contributions = [Contribution(contributor=ContributorFactory())]
    book.save_revision().publish()
    undo = address("undo_merge", Merge.objects.get().pk)
    assert "Changed since" in text_of(publisher.get(undo))
    answer = text_of(publisher.post(undo, follow=True))
    assert "left as it is: Changed since" in answer


@pytest.mark.parametrize(("model", "factory"), THINGS)
def test_a_marketing_editor_merges_nothing(editor, model, factory):
    kept, twin = factory(), factory()
    merge = address("merge", twin.pk, model=model)
    assert merge not in text_of(editor.get(address("list", model=model)))
    assert merge not in text_of(editor.get(address("edit", twin.pk, model=model)))
    made = Merge.objects.create(
        kind=model._meta.model_name,
        kept_id=kept.pk,
        duplicate_id=999_999,
        duplicate={"fields": {"name": "X"}, "draft": None},
        moved=[],
    )
    for each in (
        merge,
        address("confirm_merge", twin.pk, kept.pk, model=model),
        address("undo_merge", made.pk, model=model),
    ):
        assert editor.get(each)["Location"] == "/admin/"
        assert editor.post(each)["Location"] == "/admin/"
    assert model.objects.count() == 2


def test_who_comes_second_is_told(publisher, twin, marco):
    confirm = address("confirm_merge", twin.pk, marco.pk)
    publisher.post(confirm)
    for answer in (publisher.post(confirm, follow=True), publisher.get(confirm, follow=True)):
        assert "has been merged into “Marco Coscione” already" in text_of(answer)
    itself = address("confirm_merge", marco.pk, marco.pk)
    assert "merged into itself" in text_of(publisher.post(itself, follow=True))
    for gone in (address("merge", 999_999), address("confirm_merge", marco.pk, 999_999)):
        assert "someone has deleted it" in text_of(publisher.get(gone, follow=True))
    undo = address("undo_merge", Merge.objects.get().pk)
    publisher.post(undo)
    assert "taken out again already" in text_of(publisher.post(undo, follow=True))
    assert "no such merge" in text_of(publisher.get(address("undo_merge", 999), follow=True))


@pytest.mark.parametrize(("model", "factory"), THINGS)
def test_the_list_counts_books_and_drafts_in_a_constant_number_of_queries(
    publisher, model, factory
):
    def name(book: BookPage, thing) -> None:
        match thing:
            case Contributor():
                book.contributions = [Contribution(contributor=thing)]
            case Subject():
                book.book_subjects = [book.book_subjects.model(subject=thing)]
            case Series():
                book.series = thing

    def fill(count: int) -> int:
        for number in range(count):
            thing = factory(name=f"Shelf {number}")
            for title in ("One", "Two"):
                book = make_book(title)
                name(book, thing)
                book.save()
            draft = make_book("Draft")
            name(draft, thing)
            draft.save_revision()
        publisher.get(address("list", model=model))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = publisher.get(address("list", model=model))
        assert "3 books use “Shelf 0”" in text_of(page)
        return len(queries)

    assert fill(2) == fill(6)


def test_the_count_leads_to_the_usage(publisher, twin):
    make_book("An open book", contributor=twin)
    usage = address("usage", twin.pk)
    assert usage in text_of(publisher.get(address("list")))
    assert publisher.get(usage).status_code == 200


def test_those_on_no_book_can_be_found(publisher, twin, marco):
    make_book(contributor=marco)
    names = {
        value: text_of(publisher.get(address("list"), {"in_use": value})) for value in ("yes", "no")
    }
    assert "M. Coscione" in names["no"]
    assert "Marco Coscione" not in names["no"]
    assert "Marco Coscione" in names["yes"]
    assert "M. Coscione" not in names["yes"]
