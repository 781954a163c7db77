from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction, Revision

from books.models.permissions import PublishedPagePermissionTester, refuse_if_locked
from books.publishing.changes import one_change


class PublishedPage:
    """A page whose every save brings the publications up to date, in the same transaction.

    Wagtail sends `post_save` before a page's child relations and its descendants' paths are
    stored, and `page_slug_changed` only after the commit; the end of `save` is the one
    moment at which all is in place.

    `is_open` is set while a page is served of which it is known that nothing restricts it.
    """

    is_open = False
    # A copy is another page: it is not locked because its original is.
    exclude_fields_in_copy = ["locked", "locked_at", "locked_by"]

    def get_view_restrictions(self: Page) -> QuerySet:
        if self.is_open:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def save(self: Page, *args, **kwargs):
        # It imports the models.
        from books.publishing.redirects import redirect_from

        before = Page.objects.filter(pk=self.pk).values_list("url_path", flat=True).first()
        with one_change() as changes:
            result = super().save(*args, **kwargs)
            changes.pages.add(self.pk)
            if before and before != self.url_path:
                changes.trees.add(self.path)
                redirect_from(self, before)
        return result

    def save_revision(self: Page, user: Any = None, *args: Any, **kwargs: Any) -> Revision:
        """Save no revision of a locked page, whichever door it comes by.

        Without a user it is the system that writes: a command, or the undoing of a merge.
        """
        with one_change():
            refuse_if_locked(self, user)
            return super().save_revision(user, *args, **kwargs)

    def permissions_for_user(self: Page, user: Any) -> PublishedPagePermissionTester:
        return PublishedPagePermissionTester(user, self)
