"""The book's form in the admin: drafts may be incomplete, what is published may not."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, streamfield

from books.models import BookPage, BookSubject, Format
from tests.books.admin.forms import book_form, form_of, format_, price
from tests.factories import SubjectFactory, make_book, make_catalogue

pytestmark = pytest.mark.django_db


def send(client: Client, data: dict, action: str = ""):
    address = f"/admin/pages/add/books/bookpage/{make_catalogue().pk}/"
    return client.post(address, {**data, **({action: "1"} if action else {})})


def test_a_publisher_publishes_a_complete_book(publisher):
    response = send(publisher, book_form(), "action-publish")
    assert response.status_code == 302
    book = BookPage.objects.get()
    assert book.live
    assert str(book.formats.get().prices.get()) == "$29.95"


def test_a_marketing_editor_can_draft_but_not_publish(editor):
    send(editor, book_form(), "action-publish")
    assert not BookPage.objects.get().live


def test_a_draft_may_be_as_good_as_empty(editor):
    data = book_form(
        contributions=inline_formset([]),
        formats=inline_formset([]),
        description=streamfield([]),
    )
    assert send(editor, data).status_code == 302
    assert BookPage.objects.get().title == "A Voyage Out"


def complaint(response) -> str:
    """The page of a form that was refused; what it holds must still be there."""
    assert response.status_code == 200
    html = response.content.decode()
    assert "A Voyage Out" in html
    assert BookPage.objects.filter(slug="a-voyage-out").count() == 0
    return html


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"description": streamfield([])}, "This field is required"),
        ({"contributions": inline_formset([])}, "Add at least one contributor"),
        (
            {"formats": inline_formset([format_([price()], form="")])},
            "This field is required",
        ),
    ],
)
def test_publishing_demands_what_readers_need(publisher, missing, message):
    assert message in complaint(send(publisher, book_form(**missing), "action-publish"))


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        ([format_([], isbn="978-0-14-043944-3")], "This is not an ISBN"),
        ([format_([], isbn="979-0-2600-0043-8")], "This is not an ISBN"),
        ([format_([], isbn="９７８０１４０４３９４４１")], "This is not an ISBN"),
        ([format_([price(amount="-1")])], "cannot be negative"),
        ([format_([price(amount="")])], "or a reason why there is none"),
        ([format_([price(currency="")])], "in which currency"),
        ([format_([price(currency="XXQ")])], "three letters"),
        ([format_([price(unpriced_reason="free")])], "not both"),
        ([format_([price(territory="ZZZ")])], "at most 2 characters"),
        ([format_([price(), price(amount="1")])], "Please correct the duplicate data"),
        ([format_([], published_on="2012-02-31")], "Enter a valid date"),
        ([format_([], buy_link="javascript:alert(1)")], "Enter a valid URL"),
    ],
)
def test_a_wrong_format_or_price_is_told_at_the_field(publisher, formats, message):
    response = send(publisher, book_form(formats=inline_formset(formats)), "action-publish")
    assert message in complaint(response)


def test_an_isbn_is_taken_with_what_stands_around_it(publisher):
    formats = inline_formset([format_([price()], isbn=" ISBN-13:  978 - 0 - 14 - 043944 - 1 ")])
    send(publisher, book_form(formats=formats), "action-publish")
    assert BookPage.objects.get().formats.get().isbn == "9780140439441"


def test_the_isbn_of_another_book_is_refused(publisher):
    make_book("Another", isbn="9780140439441")
    formats = inline_formset([format_([price()], isbn="978-0-14-043944-1")])
    assert "Another book already has this ISBN" in complaint(
        send(publisher, book_form(formats=formats), "action-publish")
    )


def test_an_isbn_that_a_withdrawn_book_has_given_up_is_free(publisher):
    given_up = make_book("Given up", isbn="9780140439441")
    given_up.save_revision().publish()
    format_of_draft = given_up.formats.get()
    format_of_draft.isbn = "9780140449136"
    given_up.formats = [format_of_draft]
    given_up.save_revision()
    form = book_form(formats=inline_formset([format_([price()], isbn="9780140439441")]))
    assert "already has this ISBN" in complaint(send(publisher, form, "action-publish"))
    BookPage.objects.get(pk=given_up.pk).unpublish()
    assert send(publisher, form, "action-publish").status_code == 302


def test_two_formats_cannot_have_one_isbn(publisher):
    same = {"isbn": "978-0-14-043944-1"}
    formats = inline_formset([format_([], **same), format_([], form="hardback", **same)])
    assert "Another format of this book has this ISBN" in complaint(
        send(publisher, book_form(formats=formats), "action-publish")
    )


def test_of_two_scheduled_books_with_one_isbn_only_the_first_goes_live():
    first = make_book("First", isbn="9780140439441", live=False)
    second = make_book("Second", isbn="9780140439441", live=False)
    with pytest.raises(ValidationError, match="Another book already has this ISBN"):
        second.save_revision().publish()
    second.delete()
    first.save_revision().publish()
    assert BookPage.objects.get(pk=first.pk).live


def test_an_isbn_is_kept_without_hyphens(publisher):
    formats = inline_formset([format_([price()], isbn="0-14-043944-7")])
    assert send(publisher, book_form(formats=formats), "action-publish").status_code == 302
    assert BookPage.objects.get().formats.get().isbn == "9780140439441"


def test_a_cover_that_is_no_image_is_refused(editor):
    file = SimpleUploadedFile("cover.png", io.BytesIO(b"not an image").read(), "image/png")
    response = editor.post("/admin/images/add/", {"title": "Cover", "file": file}, follow=True)
    html = response.content.decode()
    assert "image" in html
    assert "error" in html
    assert "Cover" in html


def edit(client: Client, book: BookPage, *formats: dict):
    posted = inline_formset(list(formats), initial=sum("id" in each for each in formats))
    data = form_of(book, formats=posted)
    return client.post(f"/admin/pages/{book.pk}/edit/", {**data, "action-publish": "1"})


def isbns_of(book: BookPage) -> list[str]:
    return [each.isbn for each in BookPage.objects.get(pk=book.pk).formats.all()]


ONE, TWO = "9780140439441", "9780306406157"


@pytest.fixture
def both_bound() -> BookPage:
    """A book with two ISBNs."""
    book = make_book(isbn=ONE)
    book.formats = [*book.formats.all(), Format(form="hardback", isbn=TWO, sort_order=1)]
    book.save()
    return book


def test_the_isbn_of_a_deleted_format_can_be_given_again(publisher, both_bound):
    first, second = both_bound.formats.order_by("pk")
    deleted = format_([], id=first.pk, isbn=ONE, DELETE="1")
    other = format_([], id=second.pk, form="hardback", isbn=TWO)
    assert edit(publisher, both_bound, deleted, other, format_([], isbn=ONE)).status_code == 302
    assert isbns_of(both_bound) == [TWO, ONE]


def test_formats_exchange_their_isbns(publisher, both_bound):
    first, second = both_bound.formats.order_by("pk")
    swapped = (
        format_([], id=first.pk, isbn=TWO),
        format_([], id=second.pk, form="hardback", isbn=ONE),
    )
    assert edit(publisher, both_bound, *swapped).status_code == 302
    assert isbns_of(both_bound) == [TWO, ONE]


def test_the_format_that_was_given_the_isbn_of_another_is_the_wrong_one(publisher, both_bound):
    first, second = both_bound.formats.order_by("pk")
    response = edit(
        publisher,
        both_bound,
        format_([], id=first.pk, isbn=TWO),
        format_([], id=second.pk, form="hardback", isbn=TWO),
        format_([], form="epub", isbn=ONE),
    )
    forms = response.context["form"].formsets["formats"].forms
    assert [list(form.errors) for form in forms] == [["isbn"], [], []]


def test_a_new_row_of_a_translation_has_its_originals_isbn(publisher, both_bound):
    spanish = Locale.objects.create(language_code="es")
    translation = both_bound.copy_for_translation(spanish, copy_parents=True)
    assert edit(publisher, translation, format_([], isbn=ONE)).status_code == 302
    assert isbns_of(translation) == [ONE]
    other = make_book("Another")
    response = edit(publisher, other, format_([]), format_([], form="epub", isbn=ONE))
    forms = response.context["form"].formsets["formats"].forms
    assert [list(form.errors) for form in forms] == [[], ["isbn"]]


def test_a_version_with_an_isbn_twice_is_not_published(both_bound):
    """Whatever put it there: no form would."""
    for format_row in (formats := list(both_bound.formats.all())):
        format_row.isbn = ONE
    both_bound.formats = formats
    revision = both_bound.save_revision()
    with pytest.raises(ValidationError, match="Two formats have the same ISBN"):
        revision.publish()


def test_a_version_with_a_subject_twice_is_not_published():
    book, subject = make_book(), SubjectFactory(name="Ponds")
    book.book_subjects = [BookSubject(subject=subject), BookSubject(subject=subject)]
    with pytest.raises(ValidationError, match="The same subject is there twice: Ponds"):
        book.save_revision().publish()
