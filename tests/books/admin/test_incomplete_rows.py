"""Rows that are not filled in yet: a draft keeps them, and nothing else has to know of them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from books.models import BookPage, Contribution, Price
from books.publishing.drafts import record_of_draft
from tests.books.admin.forms import book_form, form_of, format_, price
from tests.books.admin.test_rows import HOWS, credit, edit_address, latest, post, rows
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_catalogue

pytestmark = pytest.mark.django_db

NOBODY = {"contributor": "", "role": "editor", "credited_as": "Ada Half"}
PRICES = {
    "no amount": (price(amount=""), "amount"),
    "no currency": (price(currency="", amount="7.00"), "currency"),
    "only a country": (price(amount="", currency="", territory="CA"), "amount"),
}


@pytest.fixture(params=[True, False], ids=["live", "never live"])
def book(request) -> BookPage:
    book = make_book("Walden", live=request.param)
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def form_in(client: Client, book: BookPage):
    return client.get(edit_address(book)).context["form"]


@pytest.mark.parametrize("how", ["draft", "autosave"])
def test_a_draft_keeps_a_contribution_without_its_contributor(publisher, book, how):
    writer = ContributorFactory()
    posted = rows(NOBODY, credit(writer))
    for _again in range(2):
        post(publisher, book, form_of(book, contributions=posted), how)
        forms = form_in(publisher, book).formsets["contributions"].forms
        assert [form["credited_as"].value() for form in forms] == ["Ada Half", ""]
        assert [form["contributor"].value() for form in forms] == [None, writer.pk]
    assert [each.contributor for each in latest(book).contributions.all()] == [writer]


@pytest.mark.parametrize("case", PRICES)
def test_a_draft_keeps_prices_of_which_half_is_there(publisher, book, case):
    half, field = PRICES[case]
    formats = rows(format_([half, price(), half]))
    post(publisher, book, form_of(book, formats=formats), "autosave")
    prices = form_in(publisher, book).formsets["formats"].forms[0].formsets["prices"].forms
    values = [(form["amount"].value(), form["currency"].value()) for form in prices]
    assert len(values) == 3
    assert str(values[0][0] or "") == half["amount"]
    assert values[0][1] == half["currency"]
    assert [each.in_full for each in latest(book).formats.get().prices.all()] == ["USD 29.95"]
    data = {**form_of(book, formats=formats), **HOWS["publish"]}
    refused = publisher.post(edit_address(book), data).context["form"]
    prices = refused.formsets["formats"].forms[0].formsets["prices"].forms
    assert [list(form.errors) for form in prices] == [[field], [], [field]]


def test_an_amount_and_a_reason_for_none_are_not_half_a_price(publisher, book):
    formats = rows(format_([price(unpriced_reason="free")]))
    response = publisher.post(edit_address(book), form_of(book, formats=formats))
    assert "not both" in response.content.decode()


def test_formats_and_awards_without_their_names_are_kept(publisher, book):
    awards = rows({"name": "", "year": "2001", "result": "won"})
    formats = rows(format_([price()], form="", pages="300"))
    post(publisher, book, form_of(book, awards=awards, formats=formats), "autosave")
    draft = latest(book)
    assert [each.year for each in draft.awards.all()] == [2001]
    assert [each.pages for each in draft.formats.all()] == [300]
    assert publisher.get(edit_address(book)).status_code == 200


def test_a_new_book_is_drafted_with_half_rows(editor):
    formats = rows(format_([price(amount="")]))
    data = book_form(contributions=rows(NOBODY), formats=formats)
    address = f"/admin/pages/add/books/bookpage/{make_catalogue().pk}/"
    said = editor.post(address, data, headers={"Accept": "application/json"}).json()
    assert said["success"], said
    book = BookPage.objects.get(pk=said["pk"])
    assert form_in(editor, book).formsets["contributions"].forms[0].instance.role == "editor"
    assert Contribution.objects.filter(page=book).count() == 0
    assert Price.objects.filter(format__page=book).count() == 0


def test_a_row_whose_choice_was_taken_back_is_kept_until_it_is_made_again(publisher, book):
    row = latest(book).contributions.get()
    emptied = rows({**credit(row.contributor), "contributor": "", "id": row.pk})
    post(publisher, book, form_of(book, contributions=emptied))
    form = form_in(publisher, book).formsets["contributions"].forms[0]
    assert form.instance.contributor_id is None
    again = rows(credit(row.contributor, id=row.pk))
    post(publisher, book, form_of(book, contributions=again), "publish")
    stored = BookPage.objects.get(pk=book.pk).contributions.get()
    assert (stored.pk, stored.contributor) == (row.pk, row.contributor)


def test_publishing_says_which_row_is_half(publisher, book):
    data = form_of(book, contributions=rows(NOBODY, credit(ContributorFactory())))
    response = publisher.post(edit_address(book), {**data, **HOWS["publish"]})
    forms = response.context["form"].formsets["contributions"].forms
    assert [list(form.errors) for form in forms] == [["contributor"], []]
    assert 'value="Ada Half"' in response.content.decode()


def test_no_way_publishes_a_book_with_half_a_row(publisher, book):
    formats = rows(format_([price(amount="")]))
    contributions = rows(credit(ContributorFactory()))
    post(publisher, book, form_of(book, contributions=contributions, formats=formats))
    revision = BookPage.objects.get(pk=book.pk).latest_revision
    with pytest.raises(ValidationError, match="Fill in or delete: Price"):
        revision.publish()
    response = publisher.post(
        f"/admin/bulk/books/bookpage/publish/?id={book.pk}", {"next": "/admin/"}, follow=True
    )
    assert "Fill in or delete: Price" in response.content.decode()
    post(publisher, book, form_of(book, contributions=contributions), "publish")


def test_whatever_reads_the_draft_has_whole_rows(publisher, book):
    """Previews, records, comparisons, shared drafts and copies."""
    formats = rows(format_([price(amount=""), price(currency="EUR")]))
    data = form_of(book, contributions=rows(NOBODY, credit(ContributorFactory())), formats=formats)
    before = latest(book).save_revision()
    post(publisher, book, data)
    draft = latest(book)
    assert len(record_of_draft(draft).contributions) == 1
    preview = f"/admin/pages/{book.pk}/edit/preview/"
    assert publisher.post(preview, data).json()["is_valid"]
    for mode in ("", "?mode=card", "?mode=record"):
        assert publisher.get(f"{preview}{mode}").status_code == 200
    newest = BookPage.objects.get(pk=book.pk).latest_revision_id
    for address in (
        f"/admin/pages/{book.pk}/view_draft/",
        f"/admin/pages/{book.pk}/history/",
        f"/admin/pages/{book.pk}/revisions/compare/{before.pk}...{newest}/",
        "/admin/books/",
    ):
        assert publisher.get(address, follow=True).status_code == 200


def test_a_version_made_elsewhere_keeps_the_half_rows(publisher, book):
    post(publisher, book, form_of(book, contributions=rows(NOBODY)))
    draft = latest(book)
    draft.tagline = "By another way"
    draft.save_revision()
    assert len(form_in(publisher, book).formsets["contributions"].forms) == 1


def test_related_books_and_subjects_that_are_not_chosen_stop_nothing(publisher, book):
    subject = SubjectFactory()
    data = form_of(
        book,
        book_subjects=rows({"subject": ""}, {"subject": subject.pk}, {"subject": ""}),
        related_books=rows({"book": ""}),
    )
    post(publisher, book, data, "autosave")
    assert [each.subject for each in latest(book).book_subjects.all()] == [subject]
    post(publisher, book, data, "publish")
