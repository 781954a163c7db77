"""What each role may do, tried as someone of that role, also past the buttons that are shown."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import (
    APIToken,
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
)
from wagtail.test.utils.form_data import inline_formset

from books.models import BookPage, PublisherSettings
from home.roles import API_READERS, MARKETING_EDITORS, PUBLISHERS
from tests.books.admin.forms import book_form, form_of
from tests.factories import make_book, make_catalogue
from tests.roles import log_in, make_user, roles

pytestmark = pytest.mark.django_db


def post(client, address: str, **data):
    return client.post(address, data)


def page_address(book: BookPage, what: str) -> str:
    return f"/admin/pages/{book.pk}/{what}/"


def test_the_roles_are_there_and_wagtails_own_groups_are_not():
    assert set(Group.objects.values_list("name", flat=True)) == {
        MARKETING_EDITORS,
        PUBLISHERS,
        API_READERS,
    }
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Publisher's approval"]
    assert make_catalogue().get_workflow().name == "Publisher's approval"


def test_a_marketing_editor_drafts_and_submits(editor):
    catalogue = make_catalogue()
    address = f"/admin/pages/add/books/bookpage/{catalogue.pk}/"
    assert editor.post(address, {**book_form(), "action-submit": "1"}).status_code == 302
    book = BookPage.objects.get()
    assert not book.live
    assert book.current_workflow_task.name == "Publisher's approval"


@pytest.mark.parametrize("action", ["action-publish", "action-workflow-action"])
def test_a_marketing_editor_cannot_publish_by_any_button(editor, action):
    book = make_book(live=False)
    approve = {"workflow-action-name": "approve"}
    editor.post(page_address(book, "edit"), {**form_of(book), "action-submit": "1"})
    editor.post(page_address(book, "edit"), {**form_of(book), action: "1", **approve})
    book.refresh_from_db()
    assert not book.live


def test_a_marketing_editor_cannot_take_a_book_away_from_readers(editor):
    book = make_book()
    for what in ("unpublish", "delete", "move"):
        post(editor, page_address(book, what))
    for action in ("unpublish", "delete", "publish"):
        post(editor, f"/admin/bulk/wagtailcore/page/{action}/?id={book.pk}")
    book.refresh_from_db()
    assert book.live


def test_a_schedule_set_by_a_marketing_editor_waits_for_a_publisher(editor):
    book = make_book(live=False)
    data = form_of(book, go_live_at="2020-01-01 00:00")
    editor.post(page_address(book, "edit"), {**data, "action-publish": "1"})
    book.refresh_from_db()
    assert book.scheduled_revision is None
    assert not book.live


@pytest.mark.parametrize(
    "address",
    [
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/workflows/list/",
        "/admin/settings/books/publishersettings/",
        "/admin/redirects/",
    ],
)
def test_a_marketing_editor_sees_no_settings(editor, address):
    assert editor.get(address).status_code in (302, 403)


def test_a_publisher_publishes_unpublishes_and_locks(publisher):
    book = make_book(live=False)
    publisher.post(page_address(book, "edit"), {**form_of(book), "action-publish": "1"})
    book.refresh_from_db()
    assert book.live
    assert post(publisher, page_address(book, "lock")).status_code == 302
    assert BookPage.objects.get(pk=book.pk).locked
    assert post(publisher, page_address(book, "unlock")).status_code == 302
    assert post(publisher, page_address(book, "unpublish")).status_code == 302
    assert not BookPage.objects.get(pk=book.pk).live


def test_a_publisher_changes_the_settings(publisher):
    site = make_catalogue().get_site()
    address = f"/admin/settings/books/publishersettings/{site.pk}/"
    form = publisher.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    lists = {
        f"{name}-{key}": value
        for name in ("social_links", "front_ends")
        for key, value in inline_formset([]).items()
    }
    response = publisher.post(address, {**data, **lists, "name": "Another House"})
    assert response.status_code == 302, response.content.decode()
    assert PublisherSettings.of(site).name == "Another House"
    assert publisher.get("/admin/redirects/").status_code == 200


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/groups/", "/admin/sites/"])
def test_users_and_sites_are_left_to_administrators(publisher, address):
    assert publisher.get(address).status_code in (302, 403)


def test_an_api_reader_has_tokens_only(client):
    user = make_user(API_READERS)
    _, token = APIToken.create_token(user=user, name="app")
    make_book("Open")
    hidden = make_book("Hidden", live=False)
    headers = {"Authorization": f"Bearer {token}"}
    listed = client.get("/api/v3/books/", headers=headers)
    assert [book["title"] for book in listed.json()["items"]] == ["Open"]
    for address in (f"/api/v3/books/{hidden.pk}/", f"/api/v3/pages/{hidden.pk}/?version=draft"):
        assert client.get(address, headers=headers).status_code == 404, address
    client.force_login(user)
    assert client.get("/admin/").status_code == 302
    assert client.get(f"/admin/pages/{hidden.pk}/edit/").status_code == 302


def test_a_role_that_a_site_has_changed_stays_as_it_is():
    group = Group.objects.get(name=MARKETING_EDITORS)
    group.permissions.clear()
    GroupPagePermission.objects.filter(group=group).delete()
    roles.make_roles(apps)
    assert not group.permissions.exists()
    assert not GroupPagePermission.objects.filter(group=group).exists()


def test_a_workflow_in_use_stays_and_ours_goes_to_the_catalogues():
    catalogue = make_catalogue()
    Workflow.objects.all().delete()
    used = Workflow.objects.create(name="Four eyes")
    WorkflowPage.objects.create(workflow=used, page=Page.get_first_root_node())
    roles.make_roles(apps)
    assert WorkflowPage.objects.get(page__depth=1).workflow == used
    assert catalogue.get_workflow().name == "Publisher's approval"


def test_groups_of_wagtails_that_have_people_stay():
    editors = Group.objects.create(name="Editors")
    editors.user_set.add(get_user_model().objects.create_user("someone"))
    Group.objects.create(name="Moderators")
    roles.make_roles(apps)
    assert Group.objects.filter(name="Editors").exists()
    assert not Group.objects.filter(name="Moderators").exists()


def test_a_group_of_wagtails_that_approves_something_stays():
    moderators = Group.objects.create(name="Moderators")
    task = GroupApprovalTask.objects.create(name="Four eyes")
    task.groups.add(moderators)
    roles.make_roles(apps)
    assert list(task.groups.all()) == [moderators]


def test_a_token_brings_its_reader_a_higher_rate_and_no_more(client, settings):
    settings.API_RATE_ANONYMOUS, settings.API_RATE_TOKEN = "1/min", "3/min"
    _, token = APIToken.create_token(user=make_user(API_READERS), name="app")
    with_token = {"Authorization": f"Bearer {token}"}
    for headers, allowed in (({}, 1), (with_token, 3)):
        told = [client.get("/api/v3/books/", headers=headers).status_code for _ in range(allowed)]
        assert told == [200] * allowed
        assert client.get("/api/v3/books/", headers=headers).status_code == 429


@pytest.mark.parametrize("role", [MARKETING_EDITORS, PUBLISHERS])
def test_tokens_for_others_are_made_by_administrators_alone(role):
    reader = make_user(API_READERS)
    asked = {"name": "app", "user": reader.pk}
    assert log_in(role).post("/admin/api-tokens/new/", asked).status_code == 302
    assert not APIToken.objects.exists()
