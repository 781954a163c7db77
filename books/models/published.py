from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from modelcluster.models import get_field_value
from wagtail.admin.panels import PublishingPanel
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.url_routing import RouteResult

from books.admin.row_forms import PageCommentPanel
from books.forms import PublishedPageForm
from books.models.permissions import (
    PublishedPagePermissionTester,
    refuse_if_alias,
    refuse_if_locked,
)
from books.models.revision_guard import RevisionGuardMixin
from books.publishing.changes import one_change
from books.queries import is_in_time, view_restrictions_of, with_sources

# What an alias has from its source as it is published, not as its revision was saved.
DATES = ("first_published_at", "go_live_at", "expire_at", "expired")


class PublishedPage(RevisionGuardMixin):
    """A page whose every save brings the publications up to date, in the same transaction.

    Wagtail sends `post_save` before a page's child relations and its descendants' paths are
    stored, and `page_slug_changed` only after the commit; the end of `save` is the one
    moment at which all is in place.

    `is_open` is set while a page is served of which it is known that nothing restricts it.
    """

    is_open = False
    base_form_class = PublishedPageForm
    settings_panels = [PublishingPanel(), PageCommentPanel()]
    # A copy is another page: it is not locked because its original is.
    exclude_fields_in_copy = ["locked", "locked_at", "locked_by"]

    def get_view_restrictions(self: Page) -> QuerySet:
        if self.is_open:
            return PageViewRestriction.objects.none()
        return view_restrictions_of(self)

    def route(self: Page, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page there in one step, as `books.routing` does, for all who ask Wagtail.

        Page.route (8.0) goes from page to page, so that a hidden one takes longer than none.
        """
        if not path_components:
            return super().route(request, [])
        place = f"{self.url_path}{'/'.join(path_components)}/"
        live = Page.objects.filter(with_sources(is_in_time()))
        page = live.order_by().filter(slug=path_components[-1], url_path=place).first()
        if page is None:
            raise Http404("There is no such page.")
        return page.specific.route(request, [])

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

    def with_content_json(self: Page, content: dict) -> Page:
        """The page as `content` tells it, still with its live version and its first publication.

        Wagtail 8 takes these from the content: a draft from before the first publication, scheduled
        later on, would take the live page down until then; and JSON cuts a time to milliseconds.
        """
        page = super().with_content_json(content)
        page.live_revision_id = self.live_revision_id
        page.first_published_at = self.first_published_at or page.first_published_at
        return page

    def update_aliases(
        self: Page,
        *,
        revision: Revision | None = None,
        _content: dict | None = None,
        _updated_ids: list[int] | None = None,
    ) -> None:
        """Publish the aliases when the page is published, with its dates.

        Wagtail 8 calls this also for a draft that is only scheduled, and sets its aliases live.
        An alias is only asked from within, after its source, to do the same for its own.
        """
        if self.alias_of_id:
            self.refresh_from_db(fields=["latest_revision_created_at", "last_published_at"])
            content = _content
        elif self.live:
            content = self.serializable_data() if _content is None else _content
            content = content | dates_of(self)
        else:
            return
        super().update_aliases(revision=revision, _content=content, _updated_ids=_updated_ids)

    update_aliases.alters_data = True

    def save_revision(self: Page, user: Any = None, *args: Any, **kwargs: Any) -> Revision:
        """Save no revision of a locked page nor of an alias, whichever door it comes by.

        Without a user it is the system that writes: a command, or the undoing of a merge.
        """
        with one_change():
            refuse_if_alias(self, user)
            refuse_if_locked(self, user)
            return super().save_revision(user, *args, **kwargs)

    def permissions_for_user(self: Page, user: Any) -> PublishedPagePermissionTester:
        return PublishedPagePermissionTester(user, self)


def dates_of(page: Page) -> dict[str, Any]:
    """As a revision's content has them."""
    return {name: get_field_value(page._meta.get_field(name), page) for name in DATES}
