"""Where readers find a thing, as its publication says."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from books.models import Publication, PublisherSettings
from tests.books.publishing.rows import numbers, row_of
from tests.factories import SeriesFactory, SubjectFactory, make_book, make_content_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything() -> None:
    make_book("On Land", subject=SubjectFactory(name="Land"), series=SeriesFactory(name="Run"))
    make_content_page("Students")
    PublisherSettings.objects.create(site=Site.objects.get(), name="The House")
    Redirect.objects.create(old_path="/old", redirect_link="/new")


def paths(kind: str) -> set[str]:
    return set(Publication.objects.filter(kind=kind).values_list("path", flat=True))


def test_what_has_a_page_has_a_path(everything):
    assert paths("book") == {"/books/on-land/"}
    assert paths("page") == {"/", "/books/", "/students/"}
    assert paths("subject") == {"/subjects/land/"}
    assert paths("series") == {"/series/run/"}
    assert paths("settings") == paths("redirect") == {""}


def test_pages_stand_on_a_site(everything):
    pages = Publication.objects.filter(kind__in=["book", "page"])
    assert set(pages.values_list("site_id", flat=True)) == {Site.objects.get().pk}


def test_a_withdrawn_thing_has_no_path():
    book = make_book()
    book.unpublish()
    assert (row_of(book).path, row_of(book).site_id) == ("", None)


def test_rows_of_before_get_the_paths_of_their_records(everything):
    before = numbers()
    kinds = ("book", "contributor", "subject", "series")
    known = {kind: paths(kind) for kind in kinds}
    Publication.objects.update(path="")
    import_module("books.migrations.0014_publication_path").fill_in_from_records(apps, None)
    assert {kind: paths(kind) for kind in kinds} == known
    assert numbers() == before
