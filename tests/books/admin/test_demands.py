"""Requests whose parameters are not what a view takes for granted are bad ones, no failures."""

import pytest
from wagtail import hooks
from wagtail.models import TaskState, Workflow

from books.models import BookPage
from tests.books.admin.forms import form_of
from tests.factories import make_book

pytestmark = pytest.mark.django_db

NO_IDS = ["", "abc", "²", "1\0", "9" * 5000]
PAGES_TO_DO = "/admin/bulk/wagtailcore/page/publish/"
QUERIES = {
    "bulk action": (PAGES_TO_DO, {"id": "abc"}),
    "bulk action below": (PAGES_TO_DO, {"id": "all", "childOf": "x"}),
    "bulk action of books": ("/admin/bulk/books/bookpage/publish/", {"id": "²"}),
    "pages to move": ("/admin/choose-page/", {"target_pages[]": "abc"}),
    "chosen pages": ("/admin/choose-page/chosen-multiple/", {"id": ""}),
}
FORMS = {
    "external link": ("/admin/choose-external-link/", {}),
    "import": ("/admin/redirects/import/process/", {}),
    "forged import": ("/admin/redirects/import/process/", {"import_file_name": "/etc/passwd"}),
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_is_no_such(publisher, query):
    make_book()
    assert publisher.get(*QUERIES[query]).status_code == 400


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_no_such(publisher, form):
    assert publisher.post(*FORMS[form]).status_code == 400


@pytest.mark.parametrize("given", NO_IDS)
def test_a_copy_for_no_page(publisher, given):
    book = make_book("Whole")
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": given}
    assert publisher.post(f"/admin/pages/{book.pk}/copy/", data).status_code == 400
    assert BookPage.objects.count() == 1


def test_a_copy_for_a_page_that_is_gone(publisher):
    book, gone = make_book("Whole"), make_book("Gone")
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": gone.pk}
    gone.delete()
    assert publisher.post(f"/admin/pages/{book.pk}/copy/", data).status_code == 404
    query = {"id": "all", "childOf": data["new_parent_page"]}
    assert publisher.get(PAGES_TO_DO, query).status_code == 404


@pytest.mark.parametrize("given", NO_IDS)
def test_a_move_to_no_page_is_refused_at_the_field(publisher, given):
    book = make_book()
    answer = publisher.post(f"/admin/pages/{book.pk}/move/", {"new_parent_page": given})
    assert "new_parent_page" in answer.context["form"].errors
    address = f"/admin/bulk/wagtailcore/page/move/?id={book.pk}"
    assert "chooser" in publisher.post(address, {"chooser": given}).context["form"].errors


@pytest.mark.parametrize("given", NO_IDS)
def test_a_session_of_no_version(publisher, given):
    address = f"/admin/editing-sessions/ping/books/bookpage/{make_book().pk}/1/"
    assert publisher.post(address, {"revision_id": given}).status_code == 400
    assert publisher.post(address, {}).status_code == 200


@pytest.mark.parametrize("given", NO_IDS[1:])
@pytest.mark.parametrize("name", ["overwrite_revision_id", "loaded_revision_id"])
def test_an_approval_of_no_version(editor, publisher, name, given):
    book = make_book("Walden", live=False)
    address = f"/admin/pages/{book.pk}/edit/"
    editor.post(address, {**form_of(book), "action-submit": "1"})
    data = {"action-workflow-action": "1", "workflow-action-name": "approve", name: given}
    assert publisher.post(address, {**form_of(book), **data}).status_code == 400
    assert BookPage.objects.get().workflow_in_progress


@pytest.mark.parametrize("given", ["", "{", "[]", '{"x": 1}', '{"comment": "\\ud83d"}'])
def test_an_approval_with_more_than_a_comment(editor, publisher, given):
    book = make_book("Walden", live=False)
    address = f"/admin/pages/{book.pk}/edit/"
    editor.post(address, {**form_of(book), "action-submit": "1"})
    data = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    data["workflow-action-extra-data"] = given
    assert publisher.post(address, {**form_of(book), **data}).status_code == 400
    assert BookPage.objects.get().workflow_in_progress


def test_an_approval_with_a_comment(editor, publisher):
    book = make_book("Walden", live=False)
    address = f"/admin/pages/{book.pk}/edit/"
    editor.post(address, {**form_of(book), "action-submit": "1"})
    data = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    data["workflow-action-extra-data"] = '{"comment": "Fine."}'
    assert publisher.post(address, {**form_of(book), **data}).status_code == 302
    assert TaskState.objects.get().comment == "Fine."


def test_who_is_not_logged_in_is_only_asked_to(client):
    assert client.get(*QUERIES["bulk action"]).status_code == 302


UNREADABLE = [
    "/admin/workflows/edit/{workflow}/?p=abc",
    "/admin/images/chooser/chosen-multiple/?id=abc",
    "/admin/documents/chooser/chosen-multiple/?id=",
    "/admin/snippets/choose/books/subject/chosen-multiple/?id=[null,null]",
    "/admin/choose-anchor-link/?parent_page_id=abc",
    "/admin/images/chooser/?q=abc&tag=abc",
]


@pytest.mark.parametrize("address", UNREADABLE)
def test_what_a_view_cannot_read_is_a_bad_request(admin_client, address):
    admin_client.raise_request_exception = False
    response = admin_client.get(address.format(workflow=Workflow.objects.get().pk))
    assert response.status_code == 400


@pytest.mark.parametrize("query", ["", "?q=ours", "?q=1"])
def test_a_fault_of_ours_is_still_one(admin_client, query):
    def fail(*args) -> None:
        raise ValueError("1 of our books has no title.")

    admin_client.raise_request_exception = False
    with hooks.register_temporarily("construct_homepage_panels", fail):
        assert admin_client.get(f"/admin/{query}").status_code == 500
