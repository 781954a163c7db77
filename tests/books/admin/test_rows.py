"""Rows of the book's form: what is posted is what is stored, whatever was there before."""

from itertools import permutations

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset

from books.models import (
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    Format,
    Price,
    RelatedBook,
)
from tests.books.admin.forms import form_of, format_, price
from tests.factories import ContributorFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
HOWS = {"draft": {}, "autosave": {}, "publish": {"action-publish": "1"}}


def edit_address(book: BookPage) -> str:
    return f"/admin/pages/{book.pk}/edit/"


def latest(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


def post(client: Client, book: BookPage, data: dict, how: str = "draft") -> None:
    """Save as the browser does; the save must be taken."""
    headers = JSON if how == "autosave" else {}
    response = client.post(edit_address(book), {**data, **HOWS[how]}, headers=headers)
    if how == "autosave":
        assert response.json()["success"], response.json()
    else:
        assert response.status_code == 302, errors_of(response)


def errors_of(response) -> list:
    form = response.context["form"]
    return [form.errors, *((name, each.errors) for name, each in form.formsets.items())]


def rows(*each: dict) -> dict:
    """An inline formset of these rows, of which those with an id were there before."""
    count = sum(1 for row in each if row.get("id"))
    return inline_formset(list(each), initial=count)


def credit(contributor: Contributor, **fields) -> dict:
    return {"contributor": contributor.pk, "role": "author", "credited_as": "", **fields}


def priced(prices: dict, **fields) -> dict:
    """A format with this inline formset of prices."""
    return {**format_([], **fields), "prices": prices}


def credits_of(book: BookPage) -> list[Contributor]:
    return [each.contributor for each in book.contributions.all()]


@pytest.fixture(params=[True, False], ids=["live", "never live"])
def book(request) -> BookPage:
    """With three contributors, three subjects and two related books."""
    book = make_book("Walden", live=request.param)
    book.contributions = [Contribution(contributor=ContributorFactory()) for _ in range(3)]
    book.book_subjects = [BookSubject(subject=SubjectFactory()) for _ in range(3)]
    book.related_books = [RelatedBook(book=make_book(title)) for title in ("Maine", "Cape Cod")]
    book.save()
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def test_any_order_of_values_is_stored(publisher, book):
    """Each row keeps its id and takes the contributor of another, in all ways there are."""
    stored = list(latest(book).contributions.all())
    people = [row.contributor for row in stored]
    for how in ("draft", "autosave", "publish"):
        for order in permutations(people):
            posted = rows(*(credit(c, id=row.pk) for c, row in zip(order, stored, strict=True)))
            post(publisher, book, form_of(book, contributions=posted), how)
            assert credits_of(latest(book)) == list(order)
    assert credits_of(BookPage.objects.get(pk=book.pk)) == people[::-1]
    pks = [row.pk for row in BookPage.objects.get(pk=book.pk).contributions.all()]
    assert pks == [row.pk for row in stored]


def test_values_and_places_are_exchanged_at_once(publisher, book):
    one, two, three = latest(book).book_subjects.all()
    swapped = inline_formset(
        [
            {"id": one.pk, "subject": two.subject_id, "ORDER": "3"},
            {"id": two.pk, "subject": three.subject_id, "ORDER": "1"},
            {"id": three.pk, "subject": one.subject_id, "ORDER": "2"},
        ],
        initial=3,
    )
    wanted = [three.subject, one.subject, two.subject]
    post(publisher, book, form_of(book, book_subjects=swapped), "publish")
    assert [each.subject for each in BookPage.objects.get(pk=book.pk).book_subjects.all()] == wanted


def test_a_row_is_deleted_and_its_value_added_again(publisher, book):
    one, two, _three = latest(book).contributions.all()
    posted = rows(
        credit(one.contributor, id=one.pk, DELETE="1"),
        credit(one.contributor, id=two.pk),
        credit(two.contributor),
    )
    post(publisher, book, form_of(book, contributions=posted), "publish")
    assert credits_of(BookPage.objects.get(pk=book.pk)) == [one.contributor, two.contributor]


def test_related_books_change_places(publisher, book):
    one, two = latest(book).related_books.all()
    posted = rows({"id": one.pk, "book": two.book_id}, {"id": two.pk, "book": one.book_id})
    post(publisher, book, form_of(book, related_books=posted), "publish")
    stored = BookPage.objects.get(pk=book.pk).related_books.all()
    assert [each.book_id for each in stored] == [two.book_id, one.book_id]


def test_currencies_and_countries_change_places_within_and_across_formats(publisher):
    book = make_book("Walden")
    first = book.formats.get()
    first.prices = [
        Price(currency="USD", amount=1),
        Price(currency="USD", territory="CA", amount=2),
        Price(currency="EUR", amount=3),
    ]
    second = Format(form="hardback")
    second.prices = [Price(currency="USD", amount=4), Price(currency="GBP", amount=5)]
    book.formats = [first, second]
    book.save()
    book.save_revision()
    first, second = latest(book).formats.all()
    usd, canada, eur = (price.pk for price in first.prices.all())
    dollar, pound = (price.pk for price in second.prices.all())
    turned = rows(
        price(id=usd, currency="EUR", amount="1"),
        price(id=canada, amount="2"),
        price(id=eur, territory="CA", amount="3"),
        price(id=pound, currency="GBP", amount="5"),
    )
    other = rows(price(id=dollar, currency="GBP", amount="4"), price(amount="6"))
    posted = rows(
        priced(turned, id=first.pk),
        priced(other, id=second.pk, form="hardback"),
    )
    post(publisher, book, form_of(book, formats=posted), "publish")
    stored = [[each.in_full for each in f.prices.all()] for f in book.formats.all()]
    assert stored == [
        ["EUR 1.00", "USD 2.00", "USD 3.00 (CA)", "GBP 5.00"],
        ["GBP 4.00", "USD 6.00"],
    ]


def test_what_is_really_there_twice_is_said_at_the_field(publisher, book):
    one, two, _three = latest(book).contributions.all()
    posted = rows(credit(one.contributor, id=one.pk), credit(one.contributor, id=two.pk))
    response = publisher.post(edit_address(book), form_of(book, contributions=posted))
    forms = response.context["form"].formsets["contributions"].forms
    assert [list(form.errors) for form in forms] == [[], ["contributor"]]


@pytest.mark.parametrize("way", ["bulk", "revision"])
def test_a_swap_that_only_a_draft_has_is_published_by_every_way(publisher, way):
    book = make_book("Walden", live=True)
    book.book_subjects = [BookSubject(subject=SubjectFactory()) for _ in range(2)]
    book.save()
    one, two = book.book_subjects.all()
    swapped = rows(
        {"id": one.pk, "subject": two.subject_id}, {"id": two.pk, "subject": one.subject_id}
    )
    post(publisher, book, form_of(book, book_subjects=swapped))
    if way == "bulk":
        address = f"/admin/bulk/books/bookpage/publish/?id={book.pk}"
        assert publisher.post(address).status_code == 302
    else:
        BookPage.objects.get(pk=book.pk).latest_revision.publish()
    stored = BookPage.objects.get(pk=book.pk).book_subjects.all()
    assert [each.subject for each in stored] == [two.subject, one.subject]
