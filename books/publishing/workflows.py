"""Changes to Wagtail's workflows: what is approved is what was reviewed, and is decided once.

Wagtail 8 publishes the latest revision, whatever was submitted, and decides on states that it
read before the request's transaction: two reviewers at once would both be right. Here states
are read again under the lock of `one_change()`, and an approval publishes the task's revision.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState

from books.models.permissions import Refusal
from books.publishing.changes import one_change

approve, reject = TaskState.approve, TaskState.reject
cancel, resume, start = WorkflowState.cancel, WorkflowState.resume, Workflow.start


def connect() -> None:
    TaskState.approve = approve_reviewed
    TaskState.reject = reject_undecided
    WorkflowState.on_finish = publish_reviewed
    WorkflowState.cancel = cancel_active
    WorkflowState.resume = resume_active
    Workflow.start = start_once


def approve_reviewed(state: TaskState, user: Any = None, **kwargs: Any) -> TaskState:
    """Raises Refusal if it is decided already, or if it is not what the user has reviewed."""
    with one_change():
        read_again(state)
        state.revision = reviewed_revision(state, user)
        return approve(state, user=user, **kwargs)


def reject_undecided(state: TaskState, user: Any = None, **kwargs: Any) -> TaskState:
    """Raises Refusal if it is decided already."""
    with one_change():
        read_again(state)
        return reject(state, user=user, **kwargs)


def read_again(state: TaskState) -> None:
    state.refresh_from_db()
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise Refusal(decision_of(state))
    read_active(state.workflow_state)


def decision_of(state: TaskState) -> str:
    texts = {
        TaskState.STATUS_APPROVED: _("Nothing was done: %(name)s has approved this already."),
        TaskState.STATUS_REJECTED: _("Nothing was done: %(name)s has asked for changes already."),
    }
    text = texts.get(state.status, _("Nothing was done: this no longer awaits a review."))
    name = get_user_display_name(state.finished_by) if state.finished_by else _("someone")
    return text % {"name": name}


def refuse_decision(page: Page) -> None:
    """Raises Refusal: says who has decided already, if anybody has."""
    workflow_states = WorkflowState.objects.for_instance(page)
    state = TaskState.objects.filter(workflow_state__in=workflow_states).order_by("-pk").first()
    raise Refusal(
        decision_of(state) if state else _("Nothing was done: this no longer awaits a review.")
    )


def read_active(workflow_state: WorkflowState) -> None:
    workflow_state.refresh_from_db()
    if not workflow_state.is_active:
        raise Refusal(_("Nothing was done: this no longer awaits a review."))


def reviewed_revision(state: TaskState, user: Any) -> Revision:
    """The revision that was submitted, or the reviewer's own that came of it.

    Nobody but a reviewer can save one in the meantime, since the review locks the page. Where
    another one did, this one has not seen it.
    """
    latest = latest_revision(state.workflow_state)
    if user is None or latest is None or latest == state.revision:
        return state.revision
    if latest.user_id == user.pk:
        return latest
    raise Refusal(
        _(
            "Not approved: %(name)s has changed this since it was submitted. "
            "Look at it again, and approve it in the editor."
        )
        % {"name": get_user_display_name(latest.user) if latest.user else _("someone")}
    )


def latest_revision(workflow_state: WorkflowState) -> Revision | None:
    return workflow_state.content_object.get_latest_revision()


def review_latest(page: Page, revision_id: int) -> None:
    """Let what is decided next be about this revision, which the reviewer has open.

    Raises Refusal if it is no longer the latest.
    """
    state = page.current_workflow_task_state
    latest = state and latest_revision(state.workflow_state)
    if latest and latest.pk != revision_id:
        text = _("Nothing was done: this has changed since you opened it. Look at it again.")
        raise Refusal(text)
    if latest:
        TaskState.objects.filter(pk=state.pk).update(revision=latest)


def publish_reviewed(workflow_state: WorkflowState, user: Any = None) -> None:
    """In place of `wagtail.workflows.publish_workflow_state`, which publishes the latest one."""
    workflow_state.current_task_state.revision.publish(user=user)


def cancel_active(workflow_state: WorkflowState, user: Any = None) -> None:
    with one_change():
        read_active(workflow_state)
        cancel(workflow_state, user=user)


def resume_active(workflow_state: WorkflowState, user: Any = None) -> None:
    with one_change():
        read_active(workflow_state)
        if workflow_state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            raise Refusal(_("Nothing was done: this has been submitted already."))
        return resume(workflow_state, user=user)


def start_once(workflow: Workflow, obj: Any, user: Any) -> WorkflowState:
    with one_change():
        if WorkflowState.objects.active().for_instance(obj).exists():
            raise Refusal(_("Nothing was done: this has been submitted already."))
        return start(workflow, obj, user)
