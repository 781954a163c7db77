"""A book that was copied with its history shares no row with its original."""

import pytest
from wagtail.actions.copy_page import CopyPageAction

from books.models import BookPage
from tests.books.admin.forms import form_of, repriced
from tests.books.admin.test_rows import latest, post
from tests.factories import make_book

pytestmark = pytest.mark.django_db

ISBN = "9780140439441"


def prices_of(book: BookPage) -> list[str]:
    stored = BookPage.objects.get(pk=book.pk)
    return [price.in_full for each in stored.formats.all() for price in each.prices.all()]


@pytest.mark.parametrize("live", [True, False])
def test_what_is_saved_or_published_of_a_copy_takes_nothing_from_its_original(publisher, live):
    book = make_book("Walden")
    book.save_revision().publish()
    copy = CopyPageAction(
        BookPage.objects.get(pk=book.pk),
        update_attrs={"slug": "copy", "title": "Copy"},
        keep_live=live,
    ).execute(skip_permission_checks=True)
    copy = BookPage.objects.get(pk=copy.pk)
    post(publisher, copy, form_of(copy, formats=repriced(latest(copy), "31.95")))
    assert prices_of(book) == ["USD 29.95"]
    post(publisher, copy, form_of(copy, formats=repriced(latest(copy), "32.95")), "publish")
    assert (prices_of(book), prices_of(copy)) == (["USD 29.95"], ["USD 32.95"])


@pytest.mark.parametrize("published", ["", "on"])
@pytest.mark.parametrize("what", ["the book", "all of the catalogue"])
def test_a_copy_has_no_isbn_in_any_version_and_can_be_saved(publisher, what, published):
    book = make_book("Walden", isbn=ISBN)
    book.save_revision().publish()
    page = book if what == "the book" else book.get_parent()
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    form |= {"copy_subpages": "on", "publish_copies": published}
    publisher.post(f"/admin/pages/{page.pk}/copy/", form)
    copy = BookPage.objects.exclude(pk=book.pk).get()
    versions = [version.as_object() for version in copy.revisions.all()]
    assert {each.isbn for each in (copy, *versions) for each in each.formats.all()} == {""}
    for button in ("draft", "publish"):
        formats = repriced(latest(copy), "31.95")
        post(publisher, copy, form_of(copy, formats=formats), button)
        copy = BookPage.objects.get(pk=copy.pk)
    assert copy.live
    assert copy.reference != book.reference
    assert BookPage.objects.get(pk=book.pk).formats.get().isbn == ISBN
