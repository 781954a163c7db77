"""The filters, orders and facets of `/api/v3/books/`."""

from datetime import date
from decimal import Decimal

import pytest

from books.models import BookPage, Contribution, Format, Price
from books.models.publisher import PublisherSettings
from tests.books.api.test_books import titles
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book, make_site

pytestmark = pytest.mark.django_db

BOOKS = "/api/v3/books/"


def with_formats(title: str, *formats: tuple[str, str, str]) -> BookPage:
    """A book with formats given as form, amount and currency."""
    book = make_book(title)
    book.formats = []
    for form, amount, currency in formats:
        format_ = Format(form=form)
        format_.prices = [Price(amount=Decimal(amount), currency=currency)]
        book.formats.add(format_)
    book.save_revision().publish()
    return book


def facet(client, query: str, name: str) -> dict[str, int]:
    answer = client.get(f"{BOOKS}?{query}&facets={name}").json()
    return {each["label"]: each["count"] for each in answer["facets"][name]}


def test_by_contributor_and_role(client):
    ada, ben = ContributorFactory(name="Ada"), ContributorFactory(name="Ben")
    make_book("By Ada", contributor=ada)
    both = make_book("By Ben, edited by Ada", contributor=ben)
    both.contributions.add(Contribution(contributor=ada, role="editor"))
    both.save_revision().publish()
    assert titles(client, f"?contributor={ada.pk}&order=title") == ["By Ada", both.title]
    assert titles(client, f"?contributor={ada.pk}&role=editor") == [both.title]
    assert titles(client, f"?contributor={ben.pk}&role=editor") == []
    assert titles(client, "?role=editor") == [both.title]
    assert facet(client, "", "contributor") == {"Ada": 2, "Ben": 1}
    assert facet(client, "role=editor", "role") == {"Author": 1, "Editor": 1}


def test_by_subject_and_all_that_stands_under_it(client):
    history = SubjectFactory(name="History")
    modern = SubjectFactory(name="Modern", parent=history)
    make_book("General", subject=history)
    make_book("Particular", subject=modern)
    make_book("Other", subject=SubjectFactory(name="Cooking"))
    assert titles(client, f"?subject={history.pk}&order=title") == ["General", "Particular"]
    assert titles(client, f"?subject={modern.pk}") == ["Particular"]
    assert facet(client, f"subject={history.pk}", "subject") == {"History": 2, "Modern": 1}
    modern.parent = None
    modern.save()
    assert titles(client, f"?subject={history.pk}") == ["General"]


def test_by_series_language_slug_and_exam_copies(client):
    run = SeriesFactory(name="Voyages")
    PublisherSettings.objects.create(site=make_site().get_site(), exam_copy_label="Ask")
    make_book("One", series=run, language="es")
    make_book("Two", offers_exam_copies=True)
    assert titles(client, f"?series={run.pk}") == ["One"]
    assert titles(client, "?language=es") == ["One"]
    assert titles(client, "?language=es&language=en&order=title") == ["One", "Two"]
    assert titles(client, "?slug=two") == ["Two"]
    assert titles(client, "?locale=en&has_exam_copy=true") == ["Two"]
    assert titles(client, "?has_exam_copy=false") == ["One"]
    assert facet(client, "", "series") == {"Voyages": 1}
    assert facet(client, "", "language") == {"English": 1, "Spanish": 1}


def test_form_price_and_currency_are_of_one_format(client):
    with_formats("Dear", ("paperback", "30", "USD"), ("epub", "9.99", "USD"))
    with_formats("Cheap", ("paperback", "12", "USD"), ("epub", "20", "EUR"))
    assert titles(client, "?price_max=15&currency=USD&order=title") == ["Cheap", "Dear"]
    assert titles(client, "?price_max=15&currency=USD&form=paperback") == ["Cheap"]
    assert titles(client, "?price_min=9.99&price_max=9.99&currency=USD") == ["Dear"]
    assert titles(client, "?currency=EUR") == ["Cheap"]
    assert titles(client, "?price_min=21&currency=EUR") == []
    assert facet(client, "currency=EUR", "form") == {"EPUB": 1, "Paperback": 1}


def test_by_availability(client):
    book = make_book("To come")
    book.formats = [Format(form="hardback", availability="forthcoming")]
    book.save_revision().publish()
    make_book("There")
    assert titles(client, "?availability=forthcoming") == ["To come"]
    assert titles(client, "?availability=forthcoming&form=paperback") == []
    assert facet(client, "", "availability") == {"Available": 1, "Forthcoming": 1}


def test_by_publication_date(client):
    make_book("Early", published_on=date(2001, 1, 1))
    make_book("Late", published_on=date(2020, 1, 1))
    make_book("Undated", published_on=None)
    assert titles(client, "?published_after=2001-01-02") == ["Late"]
    assert titles(client, "?published_after=2001-01-01&published_before=2019-12-31") == ["Early"]
    assert titles(client, "?published_before=2020-01-01") == ["Late", "Early"]


def test_orders_are_the_same_on_every_database(client):
    for name, title in (
        ("Zola, Émile", "The Zebra"),
        ("Éluard, Paul", "Été"),
        ("de Beauvoir", "a room"),
    ):
        make_book(title, contributor=ContributorFactory(name=name), published_on=None)
    assert titles(client, "?order=title") == ["Été", "a room", "The Zebra"]
    assert titles(client, "?order=-title") == ["The Zebra", "a room", "Été"]
    assert titles(client, "?order=author") == ["a room", "Été", "The Zebra"]
    assert titles(client, "?order=-author") == ["The Zebra", "Été", "a room"]


def test_a_book_that_is_withdrawn_is_in_no_filter_and_no_facet(client):
    subject = SubjectFactory(name="Economics")
    make_book(subject=subject).unpublish()
    for query in (f"subject={subject.pk}", "form=paperback", "search=voyage", "slug=a-voyage-out"):
        answer = client.get(f"{BOOKS}?{query}&facets=subject,form,contributor").json()
        assert answer["count"] == 0
        assert answer["facets"] == {"subject": [], "form": [], "contributor": []}
