"""What a user may do with a page, beyond what Wagtail asks.

Wagtail 8 looks for locks in its edit form alone, and lets who may change a page delete or move
it while it is scheduled or under review.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page, PagePermissionTester, WorkflowState


class Refusal(PermissionDenied):
    """A refusal whose text tells the user why; the admin and the APIs show it."""


class PublishedPagePermissionTester(PagePermissionTester):
    """Who may not publish deletes and moves nothing that is public, about to be, or locked.

    An alias is published with its source and has no versions: nobody publishes it by itself.
    Wagtail 8 lets them, and fails when it asks the alias for a version.
    """

    def can_publish(self) -> bool:
        return not self.page.alias_of_id and super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def can_unpublish(self) -> bool:
        return super().can_publish() and self.page.live and not self.reason_to_leave_public

    @cached_property
    def reason_to_leave_public(self) -> str:
        """What is against unpublishing, even for a publisher; a schedule is cancelled with it.

        Who has no right to the page is not told its title.
        """
        if not self.user.is_superuser and not getattr(self, "permissions", None):
            return ""
        title = {"title": self.page.title}
        if self.page.alias_of_id:
            text = _("“%(title)s” is an alias: unpublish its original, or delete the alias.")
            return text % title
        lock = self.page.get_lock()
        if lock and not isinstance(lock, ScheduledForPublishLock) and lock.for_user(self.user):
            reason = {**title, "reason": lock.get_locked_by(self.user)}
            return _("“%(title)s” is not unpublished: %(reason)s.") % reason
        return ""

    @cached_property
    def reason_to_keep(self) -> str:
        """Why the user may neither delete nor move the page; empty where nothing is against it,
        and for who has no right to the page, and is not told its title."""
        if not self.user.is_active or self.user.is_superuser or "publish" in self.permissions:
            return ""
        if not self.permissions:
            return ""
        reason = reason_of(self.page, self.user)
        if reason or self.page.is_leaf():
            return reason
        below = first_kept(self.page, self.user)
        return reason_of(below, self.user) if below else ""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self.reason_to_keep and super().can_delete(ignore_bulk)


class BookPermissionTester(PublishedPagePermissionTester):
    """Nothing stands below a book, so none of it is looked for."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.user.is_superuser or not self.user.is_active:
            return super().can_delete(ignore_bulk)
        if "change" in self.permissions and "publish" not in self.permissions:
            return not self.reason_to_keep
        return super().can_delete(ignore_bulk)


def reason_of(page: Page, user: Any) -> str:
    """What is against deleting this page, of what lists of pages have loaded already."""
    title = {"title": page.title}
    if page.alias_of_id and not page.live:
        # It has no versions of its own: it comes and goes with its original.
        return reason_of(page.alias_of, user)
    if page.live:
        return _("“%(title)s” is public: ask a publisher to delete or move it.") % title
    if page.approved_schedule:
        return _("“%(title)s” is scheduled: ask a publisher to delete or move it.") % title
    if page.locked and page.locked_by_id != user.pk:
        return _("“%(title)s” is locked: ask a publisher to delete or move it.") % title
    if page.workflow_in_progress:
        text = _("“%(title)s” is under review: cancel that before you delete or move it.")
        return text % title
    return ""


def first_kept(page: Page, user: Any) -> Page | None:
    """The first page below, or original of an alias there, that `reason_of` says something of."""
    reviews = WorkflowState.objects.filter(
        base_content_type=page.get_base_content_type(),
        status=WorkflowState.STATUS_IN_PROGRESS,
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    sources = Page.objects.descendant_of(page).exclude(alias_of=None).values("alias_of")
    below = Page.objects.filter(Page.objects.descendant_of_q(page) | Q(pk__in=sources))
    below = below.annotate_approved_schedule()
    kept = Q(live=True) | Q(_approved_schedule=True) | Exists(reviews)
    return below.filter(kept | Q(locked=True) & ~Q(locked_by=user.pk)).order_by("path").first()


def refuse_removal(page: Page, user: Any) -> None:
    """Raises Refusal if the page has to stay where it is."""
    if user and (reason := reason_to_keep(page, user)):
        raise Refusal(reason)


def reason_to_keep(page: Page, user: Any) -> str:
    """Why the user may neither delete nor move the page; empty where nothing is against it."""
    return getattr(page.permissions_for_user(user), "reason_to_keep", "")


def refuse_unpublishing(page: Page, user: Any) -> None:
    """Raises Refusal if the page stays public, whoever wants it unpublished."""
    tester = page.permissions_for_user(user)
    if reason := getattr(tester, "reason_to_leave_public", ""):
        raise Refusal(reason)


def refuse_if_alias(page: Page, user: Any) -> None:
    """Raises Refusal, where Wagtail 8 fails."""
    if page.alias_of_id and user:
        text = _("“%(title)s” is an alias, and nothing was saved: change its original.")
        raise Refusal(text % {"title": page.title})


def refuse_if_locked(page: Page, user: Any) -> None:
    """Raises Refusal if the stored page is locked for the user: by hand, schedule or review."""
    stored = Page.objects.filter(pk=page.pk).first() if user else None
    lock = stored and stored.get_lock()
    if lock and lock.for_user(user):
        raise Refusal(
            _("“%(title)s” is locked, and nothing was saved: %(reason)s.")
            % {"title": stored.draft_title, "reason": lock.get_locked_by(user)}
        )
