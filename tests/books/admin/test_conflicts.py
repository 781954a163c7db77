"""Of two who edit the same thing the second is held up; no form is in conflict with itself."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from books.models import BookPage, Contributor, DraftShare
from home.models import ContentPage
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.at_once import run_at_once
from tests.books.admin.forms import book_form, form_of
from tests.factories import ContributorFactory, make_book, make_catalogue, make_content_page
from tests.roles import log_in

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
IN_ANOTHER_WINDOW = "you saved a newer version"


class Tab:
    """A form that a browser has open: it sends what it has loaded, and what answers change."""

    def __init__(self, client: Client, address: str, fields: dict[str, Any]) -> None:
        self.client, self.address = client, address
        self.fields = ids_of_rows(fields) | fields
        self.fields |= hidden_fields(client.get(address).content.decode())
        self.overwrites: dict[str, str] = {}

    def autosave(self, **fields: str) -> dict[str, Any]:
        self.fields |= fields
        answer = self.lose_answer()
        if answer["success"]:
            updates = answer["field_updates"]
            self.fields |= {name: updates[name] for name in self.fields.keys() & updates.keys()}
            self.overwrites = {"overwrite_revision_id": str(answer["revision_id"])}
        return answer

    def lose_answer(self, **fields: str) -> dict[str, Any]:
        """Autosave, without the form hearing of it."""
        self.fields |= fields
        data = self.fields | self.overwrites
        return self.client.post(self.address, data, headers=JSON, follow=True).json()

    def press(self, button: str = "", **fields: str) -> Any:
        self.fields |= fields
        data = self.fields | ({f"action-{button}": "1"} if button else {})
        return self.client.post(self.address, data)


def ids_of_rows(fields: dict[str, Any]) -> dict[str, str]:
    """The hidden fields of rows that are new."""
    totals = {name: n for name, n in fields.items() if name.endswith("-TOTAL_FORMS")}
    return {
        f"{name.removesuffix('-TOTAL_FORMS')}-{row}-id": ""
        for name, total in totals.items()
        for row in range(int(total))
    }


def hidden_fields(html: str) -> dict[str, str]:
    names = "form_token|loaded_revision_id|loaded_revision_created_at"
    return dict(re.findall(rf'name="({names})" value="([^"]*)"', html))


def edit_book(client: Client, book: BookPage, **fields: Any) -> Tab:
    return Tab(client, f"/admin/pages/{book.pk}/edit/", form_of(book, **fields))


def add_book(client: Client, **fields: Any) -> Tab:
    catalogue = make_catalogue()
    address = f"/admin/pages/add/books/bookpage/{catalogue.pk}/"
    return Tab(client, address, book_form(**fields))


def edit_contributor(client: Client, contributor: Contributor) -> Tab:
    fields = {"name": contributor.name, "kind": "person", "sort_name": "", "slug": ""}
    fields |= {"bio": rich_text("<p>She wrote.</p>"), "photo": "", "orcid": "", "website": ""}
    return Tab(client, f"/admin/snippets/books/contributor/edit/{contributor.pk}/", fields)


def edit_content_page(client: Client, page: ContentPage) -> Tab:
    body = streamfield([("paragraph", rich_text("<p>For students.</p>"))])
    fields = {"title": page.title, "slug": page.slug, "body": body, "comments": inline_formset([])}
    return Tab(client, f"/admin/pages/{page.pk}/edit/", nested_form_data(fields))


def latest(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


@pytest.fixture
def book(db) -> BookPage:
    book = make_book("Walden")
    book.save_revision().publish()
    return BookPage.objects.get(pk=book.pk)


@pytest.fixture
def page(db) -> ContentPage:
    page = make_content_page("Students")
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


@pytest.fixture
def contributor(db) -> Contributor:
    contributor = ContributorFactory(name="Ada Writer")
    contributor.save_revision().publish()
    return contributor


@pytest.mark.parametrize("button", ["", "publish", "submit"])
@pytest.mark.parametrize("autosaves", [1, 3])
def test_a_button_works_after_autosaves(publisher, book, button, autosaves):
    tab = edit_book(publisher, book)
    for number in range(autosaves):
        assert tab.autosave(tagline=f"Number {number}")["success"]
    response = tab.press(button, tagline="At last")
    assert response.status_code == 302
    assert latest(book).tagline == "At last"


def test_an_autosave_brings_the_form_up_to_date(editor, book):
    tab = edit_book(editor, book)
    answer = tab.autosave(tagline="One")
    revision = Revision.objects.get(pk=answer["revision_id"])
    assert tab.fields["loaded_revision_id"] == str(revision.pk)
    assert tab.fields["loaded_revision_created_at"] == revision.created_at.isoformat()


@pytest.mark.parametrize("kind", ["page", "contributor"])
def test_everything_with_autosaves_is_saved_after_them(publisher, page, contributor, kind):
    if kind == "page":
        tab, thing, name = edit_content_page(publisher, page), page, "title"
    else:
        tab, thing, name = edit_contributor(publisher, contributor), contributor, "name"
    assert tab.autosave(**{name: "Second"})["success"]
    assert tab.press(**{name: "Third"}).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing.get_latest_revision_as_object(), name) == "Third"


@pytest.mark.parametrize("kind", ["book", "page", "contributor"])
def test_another_window_of_the_same_editor_is_held_up_once(editor, book, page, contributor, kind):
    edit = {"book": edit_book, "page": edit_content_page, "contributor": edit_contributor}[kind]
    thing = {"book": book, "page": page, "contributor": contributor}[kind]
    name = "name" if kind == "contributor" else "title"
    first, second = edit(editor, thing), edit(editor, thing)
    first.autosave(**{name: "From the first"})
    refused = second.press(**{name: "From the second"})
    html = refused.content.decode()
    assert refused.status_code == 200
    assert IN_ANOTHER_WINDOW in html
    assert "From the second" in html
    # It asks for a decision, which no autosave may take.
    assert "w-autosave-interval-value" not in html
    second.fields |= hidden_fields(html)
    assert second.press().status_code == 302
    thing.refresh_from_db()
    assert getattr(thing.get_latest_revision_as_object(), name) == "From the second"


def test_a_form_from_before_the_first_version_is_held_up_too(editor):
    book = make_book("Walden", live=False)
    other = log_in(MARKETING_EDITORS, "other")
    mine, theirs = edit_book(editor, book), edit_book(other, book)
    assert theirs.press(tagline="Theirs").status_code == 302
    assert mine.press(tagline="Mine").status_code == 200
    assert latest(book).tagline == "Theirs"


def test_who_goes_on_from_the_dialog_is_not_asked_again(editor, book):
    other = log_in(MARKETING_EDITORS, "other")
    mine = edit_book(editor, book)
    theirs = edit_book(other, book).autosave(tagline="Theirs")["revision_id"]
    assert mine.press(accepted_revision_id=str(theirs - 1)).status_code == 200
    assert mine.press(tagline="Mine", accepted_revision_id=str(theirs)).status_code == 302
    assert latest(book).tagline == "Mine"
    assert Revision.objects.get(pk=theirs).content["tagline"] == "Theirs"


def test_the_version_that_a_refusal_names_can_be_read(editor, book):
    other = log_in(MARKETING_EDITORS, "other")
    mine = edit_book(editor, book)
    edit_book(other, book).press(tagline="Theirs, in full")
    html = mine.press(tagline="Mine").content.decode()
    address = re.search(r'<a href="(/admin/pages/\d+/revisions/\d+/view/)"', html)[1]
    assert "Theirs, in full" in editor.get(address).content.decode()


def test_an_answer_that_was_lost_is_no_conflict(editor, book):
    tab = edit_book(editor, book)
    tab.lose_answer(tagline="Sent once")
    assert tab.autosave(tagline="Sent again")["success"]
    tab.lose_answer(tagline="Lost")
    assert tab.press(tagline="Pressed").status_code == 302
    assert latest(book).tagline == "Pressed"


def test_a_late_autosave_never_replaces_what_a_button_saved(editor, book):
    tab = edit_book(editor, book)
    tab.press(tagline="All of it")
    assert tab.lose_answer(tagline="Half of")["error_code"] == "invalid_revision"
    assert latest(book).tagline == "All of it"


def test_pressing_twice_is_no_conflict(editor, book):
    tab = edit_book(editor, book)
    assert [tab.press(tagline="Once").status_code for _ in range(2)] == [302, 302]


def test_a_new_form_makes_one_book_however_often_it_is_sent(editor):
    tab = add_book(editor, title="Flatland", slug="flatland")
    assert tab.lose_answer()["success"]
    assert tab.autosave(tagline="A Romance")["success"]
    response = tab.press(tagline="A Romance of Many Dimensions")
    assert response.status_code == 307
    tab.address = response.url
    assert tab.press().status_code == 302
    book = BookPage.objects.get(title="Flatland")
    assert latest(book).tagline == "A Romance of Many Dimensions"


@pytest.mark.parametrize(("title", "slug"), [("Flatland", "flatland-2"), ("???", "bookpage")])
def test_a_book_without_a_slug_yet_is_saved_under_one(editor, title, slug):
    make_book("Flatland", slug="flatland")
    tab = add_book(editor, title=title, slug="")
    # Into a field in which someone may be typing, nothing is put.
    assert "slug" not in tab.autosave()["field_updates"]
    tab.autosave(tagline="Later")
    assert BookPage.objects.get(slug=slug).title == title


def test_a_book_keeps_its_slug_while_the_field_is_empty(publisher):
    book = make_book("Walden", slug="my-own")
    book.save_revision().publish()
    tab = edit_book(publisher, BookPage.objects.get(pk=book.pk))
    assert "slug" not in tab.autosave(slug="")["field_updates"]
    tab.press("publish", slug="")
    assert BookPage.objects.get(pk=book.pk).slug == "my-own"


@pytest.mark.parametrize("title", ["a" * 255, "ﬁ" * 200])
def test_the_longest_titles_have_slugs_too(publisher, title):
    for _again in range(2):
        add_book(publisher, title=title, slug="").press("publish")
    slugs = set(BookPage.objects.values_list("slug", flat=True))
    assert (len(slugs), max(map(len, slugs))) == (2, 255)


def test_a_form_that_was_never_answered_is_held_up_by_others_too(editor):
    tab = add_book(editor, title="Flatland", slug="flatland")
    tab.lose_answer()
    book = BookPage.objects.get(title="Flatland")
    other = log_in(MARKETING_EDITORS, "other")
    edit_book(other, book).press(tagline="Theirs")
    tab.address = f"/admin/pages/{book.pk}/edit/"
    assert tab.press(tagline="Mine").status_code == 200
    assert latest(book).tagline == "Theirs"


def test_a_form_with_another_ones_token_may_do_no_more(client, editor, book):
    publisher = log_in(PUBLISHERS, "publisher")
    private = add_book(publisher, title="Flatland", slug="flatland")
    private.lose_answer()
    answer = client.post(private.address, private.fields)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/admin/login/")


def publish_elsewhere(book: BookPage) -> None:
    book.get_latest_revision().publish()


def schedule(book: BookPage) -> None:
    draft = latest(book)
    draft.go_live_at = timezone.now() + timezone.timedelta(days=1)
    revision = book.get_latest_revision()
    revision.content = draft.serializable_data()
    revision.save()
    revision.publish()


def submit(book: BookPage) -> None:
    publisher = log_in(PUBLISHERS, "reviewer").user
    book.get_workflow().start(latest(book), publisher)
    book.current_workflow_state.cancel(publisher)


def share(book: BookPage) -> None:
    DraftShare.objects.create(
        book=book,
        content=latest(book).serializable_data(),
        expires_at=timezone.now() + timezone.timedelta(days=1),
    )


def publish_and_withdraw(book: BookPage) -> None:
    publish_elsewhere(book)
    BookPage.objects.get(pk=book.pk).unpublish()


@pytest.mark.parametrize("use", [publish_elsewhere, schedule, submit, share, publish_and_withdraw])
def test_an_autosave_overwrites_no_revision_that_is_relied_on(editor, book, use):
    tab = edit_book(editor, book)
    first = tab.autosave(tagline="Relied on")["revision_id"]
    use(BookPage.objects.get(pk=book.pk))
    Revision.objects.filter(pk=first).update(approved_go_live_at=None)
    second = tab.autosave(tagline="Typed later")["revision_id"]
    assert first != second
    assert Revision.objects.get(pk=first).content["tagline"] == "Relied on"
    assert tab.autosave(tagline="Typed last")["revision_id"] == second


def test_an_autosave_overwrites_no_scheduled_revision(publisher, contributor):
    """Of pages, a lock keeps these."""
    contributor.go_live_at = timezone.now() + timezone.timedelta(days=1)
    scheduled = contributor.save_revision(user=publisher.user)
    scheduled.publish()
    tab = edit_contributor(publisher, Contributor.objects.get(pk=contributor.pk))
    tab.overwrites = {"overwrite_revision_id": str(scheduled.pk)}
    assert tab.autosave(name="Ada Later")["revision_id"] != scheduled.pk
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at


def test_an_autosave_keeps_the_public_version_of_a_contributor(publisher, contributor):
    tab = edit_contributor(publisher, contributor)
    first = tab.autosave(name="Ada Public")["revision_id"]
    Revision.objects.get(pk=first).publish()
    assert tab.autosave(name="Ada Later")["revision_id"] != first
    assert Revision.objects.get(pk=first).content["name"] == "Ada Public"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_saves_at_the_same_moment_one_is_held_up():
    book = make_book("Walden")
    book.save_revision()
    tabs = [edit_book(log_in(MARKETING_EDITORS, name), book) for name in ("one", "two", "three")]
    answers = run_at_once(*(lambda tab=tab: tab.press(tagline=str(tab)) for tab in tabs))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 302]
    assert book.revisions.count() == 2
    call_command("check_site")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_form_sent_twice_at_the_same_moment_makes_one_book():
    tab = add_book(log_in(MARKETING_EDITORS, "one"), title="Flatland", slug="flatland")
    answers = run_at_once(tab.press, tab.press)
    assert sorted(answer.status_code for answer in answers) == [302, 307]
    assert BookPage.objects.filter(title="Flatland").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slug_taken_at_the_same_moment_is_a_message():
    tabs = [
        add_book(log_in(MARKETING_EDITORS, name), title=name, slug="flatland")
        for name in ("one", "two")
    ]
    answers = run_at_once(*(tab.press for tab in tabs))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "already in use" in refused.content.decode()


def patterns(found: list, before: str = "") -> Any:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, before + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield before + str(each.pattern), each.callback


def test_every_view_of_the_admin_and_of_v3_decides_under_the_lock():
    views = [
        (address, view)
        for address, view in patterns(get_resolver().url_patterns)
        if address.startswith(("admin/", "api/v3/"))
    ]
    assert len(views) > 250
    assert [address for address, view in views if not hasattr(view, "decides_under_lock")] == []
