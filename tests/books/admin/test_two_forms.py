"""Two editors' forms of one book: the one that is saved last is what is stored, row by row."""

import pytest
from wagtail.models import Comment, Page
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from books.models import BookPage, Contribution, Format, Price
from home.models import ContentPage
from tests.books.admin.forms import form_of, format_, price
from tests.books.admin.test_rows import (
    HOWS,
    credit,
    credits_of,
    edit_address,
    latest,
    post,
    priced,
    rows,
)
from tests.factories import (
    ContributorFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["live", "never live"])
def book(request) -> BookPage:
    """With two contributors and two formats, which have two prices each."""
    book = make_book("Walden", live=request.param)
    book.contributions = [Contribution(contributor=ContributorFactory()) for _ in range(2)]
    book.formats = [Format(form=form) for form in ("paperback", "hardback")]
    for each in book.formats.all():
        each.prices = [Price(currency=code, amount=9) for code in ("USD", "EUR")]
    book.save()
    book.save_revision()
    return BookPage.objects.get(pk=book.pk)


def formats_in(book: BookPage) -> list[dict]:
    """The formats as an editor's form has them."""
    return [
        priced(rows(*map(posted_price, each.prices.all())), id=each.pk or "", form=each.form)
        for each in latest(book).formats.all()
    ]


def posted_price(stored: Price) -> dict:
    return price(id=stored.pk or "", currency=stored.currency, amount=f"{stored.amount:.2f}")


def credits_in(book: BookPage) -> list[dict]:
    return [credit(each.contributor, id=each.pk or "") for each in latest(book).contributions.all()]


def both(book: BookPage) -> dict:
    return {"contributions": rows(*credits_in(book)), "formats": rows(*formats_in(book))}


def formats_of(book: BookPage) -> list:
    return [(f.form, [p.in_full for p in f.prices.all()]) for f in book.formats.all()]


def check(book: BookPage, how: str, people: list, formats: list) -> None:
    """What the latest version has, and the tables where it went there."""
    versions = [latest(book)]
    stored = BookPage.objects.get(pk=book.pk)
    if how == "publish" or not stored.live:
        versions.append(stored)
    for version in versions:
        assert credits_of(version) == people
        assert formats_of(version) == formats


@pytest.mark.parametrize("how", HOWS)
def test_what_both_have_added_is_there_once(publisher, book, how):
    """The other's rows, of which this form knows nothing, are not in the version it makes."""
    new = ContributorFactory()
    mine = both(book)
    theirs = {
        "contributions": rows(*credits_in(book), credit(new), credit(ContributorFactory())),
        "formats": rows(*formats_in(book), format_([price()], form="epub")),
    }
    post(publisher, book, form_of(book, **theirs))
    mine["contributions"] = rows(*unpack(mine["contributions"]), credit(new))
    people = [*book.contributions.all()[:2]]
    post(publisher, book, form_of(book, **mine), how)
    prices = ["USD 9.00", "EUR 9.00"]
    wanted = [("paperback", prices), ("hardback", prices)]
    check(book, how, [*(each.contributor for each in people), new], wanted)


def unpack(formset: dict) -> list[dict]:
    count = int(formset["TOTAL_FORMS"])
    return [
        {name: value for name, value in formset[str(i)].items() if name not in ("ORDER", "DELETE")}
        for i in range(count)
    ]


@pytest.mark.parametrize("how", HOWS)
def test_what_the_other_has_deleted_is_saved_anew(publisher, book, how):
    mine = both(book)
    people = credits_of(book)
    first = formats_in(book)[0]
    theirs = {
        "contributions": rows(*credits_in(book)[1:]),
        "formats": rows({**first, "prices": rows(*unpack(first["prices"])[:1])}),
    }
    post(publisher, book, form_of(book, **theirs), "publish" if book.live else "draft")
    assert len(formats_of(latest(book))) == 1
    post(publisher, book, form_of(book, **mine), how)
    prices = ["USD 9.00", "EUR 9.00"]
    check(book, how, people, [("paperback", prices), ("hardback", prices)])


@pytest.mark.parametrize("how", HOWS)
def test_the_order_is_that_of_the_form(publisher, book, how):
    mine = both(book)
    people = credits_of(book)
    theirs = {
        "contributions": rows(*credits_in(book)[::-1]),
        "formats": rows(*formats_in(book)[::-1]),
    }
    post(publisher, book, form_of(book, **theirs), "publish" if book.live else "draft")
    assert credits_of(latest(book)) == people[::-1]
    post(publisher, book, form_of(book, **mine), how)
    prices = ["USD 9.00", "EUR 9.00"]
    check(book, how, people, [("paperback", prices), ("hardback", prices)])


def test_a_draft_whose_rows_have_left_the_tables_can_be_saved(publisher, book):
    """As when a scheduled version without them has gone live meanwhile."""
    mine = both(book)
    draft = latest(book)
    BookPage.objects.get(pk=book.pk).contributions.get_live_queryset().all().delete()
    Price.objects.filter(format__page=book).delete()
    post(publisher, book, form_of(book, **mine), "publish")
    check(book, "publish", credits_of(draft), formats_of(draft))


def test_ids_of_other_books_and_nonsense_are_new_rows(publisher, book):
    other = make_book("Other")
    theirs, their_format = other.contributions.get(), other.formats.get()
    mine = latest(book).contributions.first()
    people = [ContributorFactory() for _ in range(4)]
    posted = {
        "contributions": inline_formset(
            [
                credit(people[0], id=theirs.pk),
                credit(people[1], id="nonsense"),
                credit(people[2], id=mine.pk),
                credit(people[3], id=mine.pk),
            ],
            initial=4,
        ),
        "formats": rows(format_([price(id=their_format.prices.get().pk)], id=their_format.pk)),
    }
    post(publisher, book, form_of(book, **posted), "publish")
    check(book, "publish", people, [("paperback", ["USD 29.95"])])
    other = BookPage.objects.get(pk=other.pk)
    assert credits_of(other) == [theirs.contributor]
    assert formats_of(other) == [("paperback", ["USD 29.95"])]


def test_ids_may_be_left_out(publisher, book):
    """A form says how many rows there were before; that it names them is not relied on."""
    new = ContributorFactory()
    data = form_of(book, contributions=inline_formset([credit(new)], initial=1))
    data.pop("contributions-0-id", None)
    post(publisher, book, data, "publish")
    assert credits_of(latest(book)) == [new]


def test_leaving_rows_out_is_a_change(publisher, book):
    """What a reviewer approves with changes is a version of its own, if it is one."""
    form_class = BookPage.get_edit_handler().get_form_class()
    same = nested_form_data(both(book))
    fewer = nested_form_data(
        {
            **both(book),
            "formats": rows({**formats_in(book)[0], "prices": rows()}, formats_in(book)[1]),
        }
    )
    for data, expected in ((same, False), (fewer, True)):
        draft = latest(book)
        form = form_class(form_of(book) | data, instance=draft, parent_page=draft.get_parent())
        assert form.is_valid()
        changed = [
            name
            for name, each in form.formsets.items()
            if name in ("formats", "contributions") and each.has_changed()
        ]
        assert bool(changed) == expected


def comment_row(comment: Comment, **fields) -> dict:
    said = {"id": comment.pk, "text": comment.text, "contentpath": "title", "position": ""}
    return {**said, "replies": inline_formset([]), **fields}


def test_comments_of_others_stay_and_deleted_ones_stay_so(publisher, editor, book):
    mine = Comment.objects.create(page=book, user=publisher.user, text="Mine", contentpath="title")
    gone = Comment.objects.create(page=book, user=publisher.user, text="Gone", contentpath="title")
    posted = rows(comment_row(mine), comment_row(gone))
    gone.delete()
    theirs = Comment.objects.create(page=book, user=editor.user, text="Their", contentpath="title")
    post(publisher, book, form_of(book, comments=posted))
    stored = book.wagtail_admin_comments.order_by("pk").values_list("pk", "text", "user")
    assert list(stored) == [
        (mine.pk, "Mine", publisher.user.pk),
        (theirs.pk, "Their", editor.user.pk),
    ]


def test_subjects_of_a_form_that_was_opened_before_any_were_there(publisher, book):
    subject = SubjectFactory()
    with_one = rows({"subject": subject.pk})
    post(publisher, book, form_of(book, book_subjects=with_one))
    post(publisher, book, form_of(book, book_subjects=with_one), "publish")
    assert [each.subject for each in BookPage.objects.get(pk=book.pk).book_subjects.all()] == [
        subject
    ]
    assert publisher.get(edit_address(book)).status_code == 200


def test_an_untouched_row_is_none(publisher, book):
    """Whatever the form says of how many rows there were, it stops nothing."""
    blank = {"contributor": "", "role": "author", "credited_as": ""}
    posted = inline_formset([*credits_in(book), blank], initial=2)
    empty_format = format_([price(amount="", currency="")], form="")
    for how in ("autosave", "draft", "publish"):
        formats = inline_formset([*formats_in(book), empty_format], initial=3)
        post(publisher, book, form_of(book, contributions=posted, formats=formats), how)
        assert len(credits_of(latest(book))) == 2
        assert len(formats_of(latest(book))) == 2


def other_pages() -> list[Page]:
    return [make_content_page("Students"), make_catalogue(), make_site()]


@pytest.mark.parametrize("number", range(3))
def test_other_pages_are_saved_without_a_comment_that_is_gone(publisher, number):
    page = other_pages()[number]
    gone = Comment.objects.create(page=page, user=publisher.user, text="Gone", contentpath="title")
    posted = rows(comment_row(gone))
    posted["INITIAL_FORMS"] = 1
    gone.delete()
    fields = {"title": "New", "slug": page.slug, "body": streamfield([]), "comments": posted}
    fields |= {"introduction": rich_text("<p>All.</p>")}
    if page.specific_class is ContentPage:
        fields["body"] = streamfield([("paragraph", rich_text("<p>For students.</p>"))])
    publisher.post(f"/admin/pages/{page.pk}/edit/", nested_form_data(fields))
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == "New"
