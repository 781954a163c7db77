"""Who cannot work with a page knows it by its public title, and nothing of what is above it."""

import pytest

from books.models import BookIndexPage, BookPage, RelatedBook
from tests.books.admin.test_rows import edit_address
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db

SECRET = "Quicksilver"
SEARCH = "/admin/choose-page/search/"


@pytest.fixture
def renamed(section) -> BookPage:
    """Public under one title, with another in its draft."""
    book = make_book("Open")
    book.title = f"{SECRET} plan"
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/{parent}/",
        "/admin/choose-page/{parent}/?multiple=1",
        "/admin/choose-page/{book}/",
        f"{SEARCH}?q=open",
        f"{SEARCH}?q=open&multiple=1",
        "/admin/choose-page/chosen-multiple/?id={book}",
        "/admin/reports/page-types-usage/",
        "/admin/reports/page-types-usage/results/",
    ],
)
def test_a_draft_names_its_page_to_those_who_work_with_it(section, editor, renamed, address):
    address = address.format(parent=renamed.get_parent().pk, book=renamed.pk)
    shown = section.get(address).content.decode()
    assert "Open" in shown
    assert SECRET not in shown
    assert SECRET in editor.get(address).content.decode()


def test_nor_does_it_where_it_is_chosen(section, editor, renamed):
    own = BookPage(title="Own", live=False)
    own.related_books = [RelatedBook(book=renamed)]
    BookIndexPage.objects.get(slug="a-section").add_child(instance=own)
    own.save_revision()
    shown = section.get(edit_address(own)).content.decode()
    assert "Open" in shown
    assert SECRET not in shown
    assert SECRET in editor.get(edit_address(own)).content.decode()


@pytest.fixture
def withdrawn(section) -> BookIndexPage:
    """A catalogue that is hidden, and a public book in it."""
    make_book("Below")
    catalogue = make_catalogue()
    catalogue.title = catalogue.draft_title = f"{SECRET} catalogue"
    catalogue.live = False
    catalogue.save()
    return catalogue


def test_a_hidden_parent_is_not_named(section, editor, withdrawn):
    shown = section.get(SEARCH, {"q": "below"}).content.decode()
    assert "Below" in shown
    assert SECRET not in shown
    assert SECRET in editor.get(SEARCH, {"q": "below"}).content.decode()
    book = BookPage.objects.get()
    assert SECRET not in section.get(f"/admin/choose-page/{book.pk}/").content.decode()


def test_books_are_not_browsed_from_a_hidden_place(section, editor, withdrawn):
    kind = {"page_type": "books.BookPage"}
    response = section.get("/admin/choose-page/", kind)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert SECRET in editor.get("/admin/choose-page/", kind).content.decode()


def test_a_copy_under_a_hidden_page_is_refused_without_its_title(section, editor, withdrawn):
    own = BookIndexPage.objects.get(slug="a-section").add_child(
        instance=BookPage(title="Own", live=False)
    )
    address = f"/admin/pages/{own.pk}/copy/"
    form = {"new_title": "Own", "new_slug": "copy", "new_parent_page": withdrawn.pk}
    shown = section.post(address, form).content.decode()
    assert "not one of the available choices" in shown
    assert SECRET not in shown
    assert not BookPage.objects.filter(slug="copy").exists()
