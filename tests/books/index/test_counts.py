"""Counts of books are stored, and stay what counting would give, whatever editors do."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from books.index import counts, find
from books.index.counts import COUNTED, Counts
from books.models import BookIndexPage, Publication, PublicationCount
from home.models import HomePage
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_site

pytestmark = pytest.mark.django_db

BOOKS = "/api/v3/books/"


def site_id() -> int:
    return Site.objects.get(is_default_site=True).pk


def books_with(name: str = "locale", *values: object) -> int:
    """The stored count, after a look that all of them are what counting gives."""
    assert counts.drift() == {}
    assert not PublicationCount.objects.filter(books__lte=0).exists()
    rows = Publication.objects.books().public().filter(site_id=site_id())
    assert Counts(site_id()).facets(COUNTED) == find.count_facets(rows, COUNTED)
    return Counts(site_id()).books(name, *values)


@pytest.fixture
def other_site() -> BookIndexPage:
    """The catalogue of a second site."""
    make_site()
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=home)
    return home.add_child(instance=BookIndexPage(title="Books", slug="books"))


def test_publishing_and_withdrawing_are_counted():
    subject = SubjectFactory()
    book, draft = make_book(subject=subject), make_book("Draft", subject=subject, live=False)
    assert (books_with(), books_with("subject", subject.pk)) == (1, 1)
    draft.save_revision().publish()
    assert (books_with(), books_with("subject", subject.pk)) == (2, 2)
    book.unpublish()
    draft.delete()
    assert books_with() == 0
    assert not PublicationCount.objects.exists()


def test_expired_and_private_books_are_not_counted():
    make_book("Open")
    expiring, private = make_book("Expiring"), make_book("Private")
    Page.objects.filter(pk=expiring.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert books_with() == 2
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert books_with() == 1
    restriction.delete()
    assert books_with() == 2


def test_a_book_that_moves_to_another_site_is_counted_there(other_site):
    book = make_book()
    make_book("Stays")
    book.move(other_site, pos="last-child")
    assert books_with() == 1
    assert Counts(other_site.get_site().pk).books() == 1


def test_each_language_is_counted_for_itself():
    home, spanish = make_site(), Locale.objects.create(language_code="es")
    make_book()
    home.copy_for_translation(spanish, copy_parents=True)
    translated = make_book("Two").copy_for_translation(spanish, copy_parents=True)
    translated.save_revision().publish()
    assert books_with() == 3
    assert [Counts(site_id(), each).books() for each in ("en", "es", "fr")] == [2, 1, 0]


def test_a_subject_put_under_another_is_counted_there():
    top, subject = SubjectFactory(name="Top"), SubjectFactory(name="Below")
    make_book(subject=subject)
    assert books_with("subject", top.pk) == 0
    subject.parent = top
    subject.save()
    assert (books_with("subject", top.pk), books_with("subject", subject.pk)) == (1, 1)
    subject.name, subject.parent = "Renamed", None
    subject.save()
    assert books_with("subject", top.pk) == 0
    assert [each.label for each in Counts(site_id()).facets(["subject"])["subject"]] == ["Renamed"]


@pytest.mark.parametrize(
    "query",
    [
        *("", "?facets=subject,form,contributor", "?subject={subject}", "?contributor={person}"),
        *("?language=en", "?form=paperback", "?availability=available", "?locale=en"),
    ],
)
def test_lists_that_are_stored_counts_count_no_books(client, query):
    person, subject = ContributorFactory(), SubjectFactory()
    make_book(contributor=person, subject=subject)
    make_book("Another")
    address = BOOKS + query.format(person=person.pk, subject=subject.pk)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address).json()
    assert answer["count"] == len(answer["items"])
    assert not [each["sql"] for each in queries if "COUNT(" in each["sql"]]


def test_counts_are_those_of_the_site_that_is_asked(client, other_site):
    make_book()
    make_book("Another")
    make_book("There").move(other_site, pos="last-child")
    assert client.get(BOOKS).json()["count"] == 2
    there = client.get(BOOKS, {"site": "other.example", "facets": "form"}).json()
    assert there["count"] == 1
    assert [(each["value"], each["count"]) for each in there["facets"]["form"]] == [
        ("paperback", 1)
    ]
