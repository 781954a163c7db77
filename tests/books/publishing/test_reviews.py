"""What is approved is what was reviewed, and of two decisions at once only one counts."""

import uuid
from functools import partial

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import Page, TaskState, WorkflowState

from books.models import BookPage
from books.models.permissions import Refusal
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.at_once import run_at_once
from tests.books.admin.forms import form_of
from tests.factories import make_book
from tests.roles import log_in, make_roles_again

pytestmark = pytest.mark.django_db


def submit(editor: Client, tagline: str = "Submitted", book: BookPage | None = None) -> BookPage:
    book = book or make_book("Walden", live=False)
    data = {**form_of(book, tagline=tagline), "action-submit": "1"}
    assert editor.post(f"/admin/pages/{book.pk}/edit/", data).status_code == 302
    return BookPage.objects.get(pk=book.pk)


def action_address(book: Page, action: str, state: TaskState) -> str:
    return f"/admin/pages/workflow/action/{book.pk}/{action}/{state.pk}/"


def decide(client: Client, book: Page, action: str, state: TaskState | None = None) -> list[str]:
    """Post the decision; returns what the reviewer is told."""
    state = state or book.current_workflow_task_state
    client.cookies.pop("messages", None)
    response = client.post(action_address(book, action, state), {"comment": ""})
    assert response.status_code == 302
    return [str(each) for each in get_messages(response.wsgi_request)]


def save(client: Client, book: BookPage, tagline: str, **data: str) -> None:
    client.post(f"/admin/pages/{book.pk}/edit/", {**form_of(book, tagline=tagline), **data})


def public_tagline(book: Page) -> str:
    book = BookPage.objects.get(pk=book.pk)
    return book.tagline if book.live else "not public"


def test_what_was_submitted_is_published(editor, publisher):
    book = submit(editor)
    assert decide(publisher, book, "approve") == []
    assert public_tagline(book) == "Submitted"


def test_a_version_that_the_reviewer_never_saw_is_not_published(editor, publisher):
    book = submit(editor)
    changed = book.get_latest_revision_as_object()
    changed.tagline = "Smuggled in"
    changed.save_revision()
    (told,) = decide(publisher, book, "approve")
    assert "has changed this since it was submitted" in told
    assert public_tagline(book) == "not public"
    assert BookPage.objects.get(pk=book.pk).workflow_in_progress


def test_a_finished_workflow_publishes_the_revision_of_its_task(editor):
    book = submit(editor)
    changed = book.get_latest_revision_as_object()
    changed.tagline = "Later"
    changed.save_revision()
    book.current_workflow_task_state.approve()
    assert public_tagline(book) == "Submitted"
    book.refresh_from_db()
    assert book.has_unpublished_changes
    assert book.get_latest_revision_as_object().tagline == "Later"


def test_a_reviewer_approves_what_they_changed_themselves(editor, publisher):
    book = submit(editor)
    save(publisher, book, "With a comma")
    assert decide(publisher, book, "approve") == []
    assert public_tagline(book) == "With a comma"


def test_another_reviewers_change_is_looked_at_in_the_editor_and_approved_there(editor, publisher):
    book = submit(editor)
    save(log_in(PUBLISHERS, "second"), book, "Changed by the second")
    (told,) = decide(publisher, book, "approve")
    assert "Not approved: second has changed this" in told
    page = publisher.get(f"/admin/pages/{book.pk}/edit/").context["page"]
    seen = page.latest_revision
    data = {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "loaded_revision_id": str(seen.pk),
        "loaded_revision_created_at": seen.created_at.isoformat(),
    }
    save(publisher, book, "Changed by the second", **data)
    assert public_tagline(book) == "Changed by the second"


def test_a_tab_from_before_a_newer_submission_decides_nothing(editor, publisher):
    book = submit(editor)
    old = book.current_workflow_task_state
    decide(publisher, book, "reject")
    book = submit(editor, "Second try", book)
    (told,) = decide(publisher, book, "approve", old)
    assert "has asked for changes already" in told
    assert public_tagline(book) == "not public"
    assert decide(publisher, book, "approve") == []
    assert public_tagline(book) == "Second try"


def test_the_editor_form_from_before_a_newer_version_decides_nothing(editor, publisher):
    book = submit(editor)
    seen = book.latest_revision_id
    save(log_in(PUBLISHERS, "second"), book, "Changed by the second")
    data = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    save(publisher, book, "Submitted", loaded_revision_id=str(seen), **data)
    assert public_tagline(book) == "not public"


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_an_autosave_decides_nothing(editor, publisher, action):
    book = submit(editor)
    data = {"action-workflow-action": "true", "workflow-action-name": action}
    data = {**form_of(book, tagline="Typed on"), **data}
    headers = {"accept": "application/json"}
    answer = publisher.post(f"/admin/pages/{book.pk}/edit/", data, headers=headers)
    assert answer.json()["success"]
    book = BookPage.objects.get(pk=book.pk)
    assert book.workflow_in_progress
    assert not book.live
    assert book.get_latest_revision_as_object().tagline == "Typed on"


@pytest.mark.parametrize(
    ("action", "is_live", "text"),
    [("approve", True, "has approved this"), ("reject", False, "has asked for changes")],
)
@pytest.mark.parametrize("tagline", ["Submitted", "Typed meanwhile"])
def test_a_decision_that_is_pressed_twice_saves_nothing(
    editor, publisher, action, is_live, text, tagline
):
    book = submit(editor)
    page = publisher.get(f"/admin/pages/{book.pk}/edit/").context["page"]
    data = {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "form_token": str(uuid.uuid4()),
        "loaded_revision_id": str(page.latest_revision_id),
        "loaded_revision_created_at": page.latest_revision.created_at.isoformat(),
    }
    save(publisher, book, "Submitted", **data)
    decided = BookPage.objects.get(pk=book.pk)
    assert decided.live == is_live
    data |= form_of(book, tagline=tagline)
    publisher.cookies.pop("messages", None)
    answer = publisher.post(f"/admin/pages/{book.pk}/edit/", data)
    (message,) = get_messages(answer.wsgi_request)
    assert text in str(message)
    assert answer.context["form"]["tagline"].value() == tagline
    assert not answer.context["autosave_enabled"]
    book = BookPage.objects.get(pk=book.pk)
    assert book.latest_revision == decided.latest_revision
    assert book.has_unpublished_changes == decided.has_unpublished_changes


def test_what_was_never_submitted_is_not_approved(publisher):
    book = make_book("Walden", live=False)
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    answer = publisher.post(f"/admin/pages/{book.pk}/edit/", {**form_of(book), **data})
    (message,) = get_messages(answer.wsgi_request)
    assert "no longer awaits a review" in str(message)
    assert public_tagline(book) == "not public"


def test_a_comment_on_what_is_decided_already_closes_its_window(editor, publisher):
    book = submit(editor)
    state = book.current_workflow_task_state
    decide(publisher, book, "reject")
    second = log_in(PUBLISHERS, "second")
    headers = {"x-requested-with": "XMLHttpRequest"}
    answer = second.post(
        action_address(book, "approve", state), {"comment": "Fine."}, headers=headers
    )
    assert answer.json() == {"step": "success", "redirect": f"/admin/pages/{book.pk}/edit/"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("time", range(3))
@pytest.mark.parametrize("actions", [("approve", "reject"), ("approve", "approve")])
def test_of_two_decisions_at_once_one_counts(actions, time):
    make_roles_again()
    book = submit(log_in(MARKETING_EDITORS, "editor"))
    state = book.current_workflow_task_state
    clients = [log_in(PUBLISHERS, f"publisher-{number}") for number in range(2)]
    decisions = [
        partial(decide, client, book, action, state)
        for client, action in zip(clients, actions, strict=True)
    ]
    told = run_at_once(*decisions)
    assert sorted(map(len, told)) == [0, 1], told
    (task,) = TaskState.objects.all()
    (workflow,) = WorkflowState.objects.all()
    book.refresh_from_db()
    decided = {"approved": ("approved", True), "rejected": ("needs_changes", False)}
    assert (workflow.status, book.live) == decided[task.status]


def test_a_submission_is_not_both_cancelled_and_approved(editor, publisher):
    book = submit(editor)
    stale = WorkflowState.objects.get()
    assert decide(publisher, book, "approve") == []
    with pytest.raises(Refusal, match="no longer awaits"):
        stale.cancel(user=editor.user)
    assert WorkflowState.objects.get().status == "approved"
