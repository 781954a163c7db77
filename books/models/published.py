from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction

from books.forms import PublishedPageForm
from books.models.revision_guard import RevisionGuardMixin
from books.publishing.changes import one_change


class PublishedPage(RevisionGuardMixin):
    """A page whose every save brings the publications up to date, in the same transaction.

    Wagtail sends `post_save` before a page's child relations and its descendants' paths are
    stored, and `page_slug_changed` only after the commit; the end of `save` is the one
    moment at which all is in place.

    `is_open` is set while a page is served of which it is known that nothing restricts it.
    """

    is_open = False
    base_form_class = PublishedPageForm

    def get_view_restrictions(self: Page) -> QuerySet:
        if self.is_open:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def save(self: Page, *args, **kwargs):
        before = Page.objects.filter(pk=self.pk).values_list("url_path", flat=True).first()
        with one_change() as changes:
            result = super().save(*args, **kwargs)
            changes.pages.add(self.pk)
            if before and before != self.url_path:
                changes.trees.add(self.path)
        return result
