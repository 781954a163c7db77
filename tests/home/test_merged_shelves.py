"""What a page other than a book names, and is merged: the page shows the one that stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from books.merging.merge import merge
from books.merging.plan import plan_merge
from books.merging.undo import plan_undoing, undo
from books.models import Merge, Subject
from home.models import ContentPage, HomePage
from tests.books.admin.test_rows import HOWS, JSON
from tests.factories import SeriesFactory, SubjectFactory, make_book, make_content_page
from tests.home.test_home_blocks import front, make_front

pytestmark = pytest.mark.django_db

KINDS = [("subject", SubjectFactory), ("series", SeriesFactory)]
TEXT = ("text", "<p>Welcome.</p>")


def row(shelf: Any, **fields: Any) -> tuple[str, dict]:
    kind = shelf._meta.model_name
    return "books", {"source": kind, kind: shelf, **fields}


def merge_them(old: Any, new: Any) -> Merge:
    return merge(new._meta.model_name, old.pk, new.pk, None)


def shelf_of(page: Page, kind: str) -> Any:
    """What the first row of books on the page names."""
    return page.body.blocks_by_name("books")[0].value[kind]


def stored(page: Page) -> Page:
    return type(page).objects.get(pk=page.pk)


def latest(page: Page) -> Page:
    return stored(page).get_latest_revision_as_object()


@pytest.fixture
def old() -> Subject:
    return SubjectFactory(name="Commerce")


@pytest.fixture
def new() -> Subject:
    return SubjectFactory(name="Trade")


@pytest.mark.parametrize(("kind", "factory"), KINDS)
def test_the_home_page_shows_the_row_of_what_stays_and_the_former_one_again(client, kind, factory):
    old, new = factory(name="The old shelf"), factory(name="The new shelf")
    make_book("On it", **{kind: old})
    home = make_front(row(old))
    made = merge_them(old, new)
    content = front(client)
    assert "<h2>The new shelf</h2>" in content
    assert "On it" in content
    for page in (stored(home), latest(home)):
        assert shelf_of(page, kind) == new
    call_command("check_site")
    undoing = undo(kind, made.pk, None)
    assert not undoing.changed
    assert "<h2>The old shelf</h2>" in front(client)
    for page in (stored(home), latest(home)):
        assert shelf_of(page, kind).pk == old.pk
    call_command("check_site")


def test_drafts_scheduled_and_older_versions_name_what_stays(old, new):
    home = make_front(TEXT)
    for body in ([row(old)], [TEXT, row(old)], [row(old), TEXT]):
        home.body = body
        home.save_revision()
    scheduled = home.revisions.order_by("pk")[2]
    home.revisions.filter(pk=scheduled.pk).update(
        approved_go_live_at=timezone.now() + timedelta(days=1)
    )
    made = merge_them(old, new)
    versions = list(home.revisions.order_by("pk"))[-3:]
    assert [shelf_of(each.as_object(), "subject") for each in versions] == [new] * 3
    scheduled.refresh_from_db()
    scheduled.publish()
    assert shelf_of(stored(home), "subject") == new
    assert not undo("subject", made.pk, None).changed
    assert shelf_of(stored(home), "subject").pk == old.pk
    assert shelf_of(latest(home), "subject").pk == old.pk


def test_content_pages_and_their_aliases_are_reached_too(old, new):
    page = make_content_page(body=[row(old)])
    alias = page.create_alias(update_slug="alias")
    merge_them(old, new)
    for each in (page, alias):
        assert shelf_of(ContentPage.objects.get(pk=each.pk), "subject") == new


def test_an_edit_of_another_block_does_not_keep_the_former_from_coming_back(old, new):
    home = make_front(row(old))
    made = merge_them(old, new)
    home = latest(home)
    home.body.append(TEXT)
    home.save_revision().publish()
    assert plan_undoing("subject", made.pk).pages == {home.title}
    assert not undo("subject", made.pk, None).changed
    assert [block.block_type for block in stored(home).body] == ["books", "text"]
    assert shelf_of(stored(home), "subject").pk == old.pk
    assert shelf_of(latest(home), "subject").pk == old.pk


def test_an_edit_of_the_row_itself_stays_and_is_told(old, new):
    home = make_front(row(old))
    made = merge_them(old, new)
    home = latest(home)
    home.body[0].value["heading"] = "My own words"
    home.save_revision().publish()
    assert undo("subject", made.pk, None).changed == {home.title}
    assert shelf_of(stored(home), "subject") == new


def test_a_row_that_names_another_one_is_left_alone(old, new):
    alike = Subject.objects.create(pk=int(f"{old.pk}1"), name="Begins alike")
    home = make_front(row(alike, count=min(old.pk, 12)))
    assert merge_them(old, new).moved == []
    assert shelf_of(stored(home), "subject") == alike


def test_the_usage_of_what_stays_shows_the_page(old, new, django_capture_on_commit_callbacks):
    home = make_front(row(old))
    with django_capture_on_commit_callbacks(execute=True):
        merge_them(old, new)
    used_by = ReferenceIndex.get_references_to(new).group_by_source_object()
    assert [page.pk for page, _references in used_by] == [home.pk]


def test_finding_the_pages_takes_a_constant_number_of_queries(old, new):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            plan_merge(old, new)
        return len(queries)

    home = make_front(row(old))
    make_content_page("One", body=[row(old)]).save_revision()
    before = count()
    for title in ("Two", "Three"):
        make_content_page(title, body=[row(old)]).save_revision()
    home.save_revision()
    assert count() == before


def test_the_pages_to_confirm_say_which_pages_change(publisher, old, new):
    make_front(row(old))
    draft = make_content_page("A draft", body=[row(old)], live=False)
    draft.save_revision()
    name = "wagtailsnippets_books_subject"
    confirm = reverse(f"{name}:confirm_merge", args=[old.pk, new.pk])
    page = publisher.get(confirm).content.decode()
    assert "2 other pages change" in page
    assert "Frontlist</a>" in page
    assert "A draft</a>" in page
    publisher.post(confirm)
    address = reverse(f"{name}:undo_merge", args=[Merge.objects.get().pk])
    page = publisher.get(address).content.decode()
    assert "These other pages will name “Commerce” again" in page
    assert "<li>A draft</li>" in page


def test_what_only_another_page_names_is_not_among_the_unused(publisher, old, new):
    make_front(row(old))
    draft = make_content_page()
    draft.body = [row(new)]
    draft.save_revision()
    SubjectFactory(name="Nowhere")
    address = reverse("wagtailsnippets_books_subject:list")
    unused = publisher.get(address, {"in_use": "no"}).context["page_obj"].object_list
    assert [each.name for each in unused] == ["Nowhere"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize(("kind", "factory"), KINDS)
def test_an_open_form_means_what_stays(publisher, kind, factory, how):
    old, new = factory(name="The old shelf"), factory(name="The new shelf")
    home = make_front(TEXT)
    merge_them(old, new)
    block = {"heading": "", "source": kind, "books": streamfield([]), "count": "5"}
    block |= {"subject": "", "series": "", kind: str(old.pk)}
    data = {
        **{"title": home.title, "slug": home.slug, "introduction": "null"},
        "body": streamfield([("books", block)]),
        **{"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, **HOWS[how]},
    }
    headers = JSON if how == "autosave" else {}
    address = reverse("wagtailadmin_pages:edit", args=[home.pk])
    response = publisher.post(address, nested_form_data(data), headers=headers)
    assert response.status_code == (200 if how == "autosave" else 302)
    assert shelf_of(latest(home), kind) == new
    if how == "publish":
        assert shelf_of(HomePage.objects.get(pk=home.pk), kind) == new
