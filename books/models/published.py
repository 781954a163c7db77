from wagtail.models import Page

from books.publishing.changes import one_change, page_changed


class PublishedPage:
    """A page whose every save brings the publications up to date, in the same transaction.

    Wagtail sends `post_save` before a page's child relations and its descendants' paths are
    stored, and `page_slug_changed` only after the commit; the end of `save` is the one
    moment at which all is in place.
    """

    def save(self: Page, *args, **kwargs):
        with one_change():
            result = super().save(*args, **kwargs)
            page_changed(self)
        return result
