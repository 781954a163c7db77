"""A form of which fields are missing, cut off on its way or made by hand, is a bad request."""

import pytest

from books.models import BookPage, Contributor, Subject
from tests.factories import make_book

pytestmark = pytest.mark.django_db

DOORS = {
    "readiness": "/admin/books/readiness/{book}/",
    "readiness of a new one": "/admin/books/readiness/new/{catalogue}/",
    "preview": "/admin/pages/{book}/edit/preview/",
    "edit": "/admin/pages/{book}/edit/",
    "add": "/admin/pages/add/books/bookpage/{catalogue}/",
    "another kind of page": "/admin/pages/{home}/edit/",
}
CUT = {
    "no block": {"title": "Half", "slug": "half"},
    "no rows": {"title": "Half", "slug": "half", "description-count": "0"},
    "rows without number": {"title": "Half", "formats-TOTAL_FORMS": "many"},
}


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_of_it_is_kept_and_nothing_fails(publisher, door, cut):
    book = make_book("Whole")
    catalogue = book.get_parent()
    ids = {"book": book.pk, "catalogue": catalogue.pk, "home": catalogue.get_parent().pk}
    answer = publisher.post(DOORS[door].format(**ids), CUT[cut])
    assert answer.status_code == 400
    assert [page.title for page in BookPage.objects.all()] == ["Whole"]
    assert not book.revisions.exists()


@pytest.mark.parametrize("door", ["readiness", "readiness of a new one"])
def test_a_form_without_any_field_has_no_readiness(publisher, door):
    book = make_book()
    address = DOORS[door].format(book=book.pk, catalogue=book.get_parent().pk)
    assert publisher.post(address, {}).status_code == 400


@pytest.mark.parametrize("model", [Contributor, Subject])
def test_what_books_share_is_not_even_drafted_without_a_name(publisher, model):
    address = f"/admin/snippets/books/{model._meta.model_name}/add/"
    form = publisher.post(address, {"slug": "nameless"}).context["form"]
    assert "name" in form.errors
    assert not model.objects.exists()
