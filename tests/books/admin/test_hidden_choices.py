"""What the choosers do not show is not chosen by its id either, nor named where it is chosen."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from books.models import (
    BookIndexPage,
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    RelatedBook,
)
from books.publishing.uses import use_of, uses_of
from home.models import ContentPage
from tests.books.admin.forms import form_of, format_, price
from tests.books.admin.test_rows import HOWS, credit, edit_address, latest, post, rows
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_picture,
)

pytestmark = pytest.mark.django_db

SECRET = "Quicksilver"
# Of no thing.
NONE = 987654


@pytest.fixture
def hidden() -> dict[str, Any]:
    file = ContentFile(b"%PDF", name="s.pdf")
    return {
        "book": make_book(f"{SECRET} book", live=False),
        "image": make_picture(f"{SECRET} image"),
        "document": Document.objects.create(title=f"{SECRET} document", file=file),
        "contributor": ContributorFactory(name=f"{SECRET} contributor"),
        "subject": SubjectFactory(name=f"{SECRET} subject"),
        "series": SeriesFactory(name=f"{SECRET} series"),
    }


@pytest.fixture
def own(section) -> BookPage:
    """A draft of the section; a public book credits its contributor."""
    person = make_book("Open").contributions.get().contributor
    return make_own(BookPage(title="Own", language="en"), person)


def make_own(page: Page, person: Contributor | None = None) -> Any:
    page.live = False
    if person:
        page.contributions = [Contribution(contributor=person)]
    BookIndexPage.objects.get(slug="a-section").add_child(instance=page)
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


def form(own: BookPage, **fields: Any) -> dict:
    """With the draft's own contributor, and no format."""
    person = own.contributions.first()
    kept = rows(credit(person.contributor, id=person.pk))
    return form_of(own, **{"contributions": kept, "formats": rows(), **fields})


def fields_with(kind: str, pk: int | str) -> dict:
    sample = format_([price()], sample=pk)
    bio = {"contributor": pk, "text": rich_text("<p>She wrote.</p>")}
    picture = {"image": pk, "alt": "A map", "caption": ""}
    return {
        "cover": {"cover": pk},
        "series": {"series": pk},
        "contribution": {"contributions": rows({"contributor": pk, "role": "author"})},
        "subject": {"book_subjects": rows({"subject": pk})},
        "related book": {"related_books": rows({"book": pk})},
        "sample": {"formats": rows(sample)},
        "bio": {"author_bio": streamfield([("contributor", bio)])},
        "picture": {"description": streamfield([("image", picture)])},
    }[kind]


PLACES = {
    "cover": "image",
    "series": "series",
    "contribution": "contributor",
    "subject": "subject",
    "related book": "book",
    "sample": "document",
    "bio": "contributor",
    "picture": "image",
}
IN_BLOCKS = {"bio", "picture"}


def answer_to(section, own: BookPage, place: str, pk: int | str, how: str) -> tuple[int, list, str]:
    """The status, the errors, and the form as it is shown then."""
    fields = form(own, tagline="Typed just now", **fields_with(place, pk))
    response = section.post(edit_address(own), {**fields, **HOWS[how]})
    if response.status_code == 302:
        return 302, [], section.get(edit_address(own)).content.decode()
    shown = response.context["form"]
    errors = [shown.errors, *(each.errors for each in shown.formsets.values())]
    return response.status_code, errors, response.content.decode()


@pytest.mark.parametrize("how", ["draft", "publish"])
@pytest.mark.parametrize("place", PLACES)
def test_the_id_of_a_hidden_thing_is_answered_as_that_of_none(section, own, hidden, place, how):
    kind = PLACES[place]
    status, errors, shown = answer_to(section, own, place, hidden[kind].pk, how)
    # In a draft, a block may lack anything: it is saved with nothing chosen.
    is_saved = place in IN_BLOCKS and how == "draft"
    assert status == (302 if is_saved else 200)
    assert (status, errors) == answer_to(section, own, place, NONE, how)[:2]
    assert SECRET not in shown
    assert "Typed just now" in shown
    saved = latest(own)
    assert saved.tagline == ("Typed just now" if is_saved else "")
    assert use_of(hidden[kind]) not in uses_of(saved)


@pytest.mark.parametrize("spelling", [" {}", "0{}", "+{}", "0_{}"])
@pytest.mark.parametrize("place", ["cover", "related book", "bio", "picture"])
def test_however_it_is_spelled(section, own, hidden, place, spelling):
    thing = hidden[PLACES[place]]
    *_answer, shown = answer_to(section, own, place, spelling.format(thing.pk), "draft")
    assert SECRET not in shown
    assert use_of(thing) not in uses_of(latest(own))


@pytest.fixture
def filled(own, hidden) -> BookPage:
    """Someone with more rights has chosen what is hidden."""
    own.cover, own.series = hidden["image"], hidden["series"]
    own.contributions.add(Contribution(contributor=hidden["contributor"]))
    own.book_subjects = [BookSubject(subject=hidden["subject"])]
    own.related_books = [RelatedBook(book=hidden["book"])]
    bio = {"contributor": hidden["contributor"], "text": "<p>She wrote.</p>"}
    own.author_bio = [("contributor", bio)]
    own.save_revision()
    return BookPage.objects.get(pk=own.pk)


def test_what_is_chosen_already_stays_and_is_not_named(section, filled, hidden):
    shown = section.get(edit_address(filled)).content.decode()
    assert SECRET not in shown
    assert "(Private series)" in shown
    bio = {"contributor": hidden["contributor"].pk, "text": rich_text("<p>Changed.</p>")}
    people = [each.contributor for each in latest(filled).contributions.all()]
    fields = {
        "cover": hidden["image"].pk,
        "series": hidden["series"].pk,
        "contributions": rows(*map(credit, reversed(people))),
        "book_subjects": rows({"subject": hidden["subject"].pk}),
        "related_books": rows({"book": hidden["book"].pk}),
        "author_bio": streamfield([("contributor", bio)]),
    }
    for how in ("draft", "autosave", "publish"):
        post(section, filled, form(filled, tagline=how, **fields), how)
        saved = latest(filled)
        assert saved.tagline == how
        assert (saved.cover, saved.series) == (hidden["image"], hidden["series"])
        assert saved.related_books.get().book_id == hidden["book"].pk
        assert saved.author_bio[0].value["contributor"] == hidden["contributor"]


def test_blocks_of_content_pages_choose_nothing_hidden(section, hidden):
    own = make_own(ContentPage(title="Own words"))
    document, button = (hidden["document"].pk, "document"), (hidden["book"].pk, "button")
    for (pk, kind), name in ((document, "document"), (button, "page")):
        blocks = [(kind, {"text": "Words", name: pk, "url": ""})]
        data = {
            "title": own.title,
            "slug": own.slug,
            "body": streamfield(blocks),
            "comments": rows(),
        }
        response = section.post(
            edit_address(own), {**nested_form_data(data), "action-publish": "1"}
        )
        assert response.status_code == 200
        assert "body" in response.context["form"].errors
        assert SECRET not in response.content.decode()


def test_an_entity_chooses_nothing_hidden(section, hidden):
    for codename in ("add_contributor", "change_contributor"):
        section.user.user_permissions.add(Permission.objects.get(codename=codename))
    person = ContributorFactory(name="Ada Writer", live=False)
    address = f"/admin/snippets/books/contributor/edit/{person.pk}/"
    data = {"name": "Ada Reader", "kind": "person", "bio": rich_text("")}
    errors = []
    for pk in (hidden["image"].pk, NONE):
        response = section.post(address, {**nested_form_data(data), "photo": pk})
        errors.append(response.context["form"].errors)
        assert SECRET not in response.content.decode()
        assert "Ada Reader" in response.content.decode()
    assert errors[0] == errors[1]
    assert "photo" in errors[0]


def test_new_choices_of_one_kind_are_looked_up_at_once(section, own):
    books = [make_book(f"Open {number}") for number in range(6)]
    people = [book.contributions.get().contributor for book in books]
    look_ups = []
    for count in (0, 1, 6):
        new = {"contributions": rows(*map(credit, people[:count]))} if count else {}
        data = form(own, **new)
        with CaptureQueriesContext(connection) as queries:
            post(section, own, data, "autosave")
        sql = [each["sql"] for each in queries if "books_publication" in each["sql"]]
        look_ups.append(sum(each.startswith('SELECT "books_contributor"') for each in sql))
    assert look_ups == [0, 1, 1]


def test_who_may_see_all_chooses_all(editor, own, hidden):
    fields = fields_with("cover", hidden["image"].pk) | fields_with("series", hidden["series"].pk)
    post(editor, own, form(own, **fields))
    assert latest(own).cover == hidden["image"]
    assert SECRET in editor.get(edit_address(own)).content.decode()
