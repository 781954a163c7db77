"""Redirects that Wagtail makes by itself: with the rename, noted, silent about hidden pages.

Changes to Wagtail 8, which makes them after the commit of the rename, fails there on PostgreSQL
where an old path is longer than its column, and deletes all automatic redirects where a batch
ends up empty.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet
from wagtail.contrib.redirects import signal_handlers
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from books.publishing.changes import one_change
from books.publishing.faces import Kind
from books.queries import readable

logger = logging.getLogger("frontlist.redirects")

create_redirects = signal_handlers.create_redirects
link_of = Redirect.link.func
get_for_site = Redirect.get_for_site.__func__
LONGEST = Redirect._meta.get_field("old_path").max_length


def connect() -> None:
    """Wagtail makes redirects in bulk, past all signals, and follows them to any page.

    Its app, made ready after this one, connects what stands under these names by then.
    """
    signal_handlers.create_redirects = create_noted_redirects
    signal_handlers.BatchRedirectCreator = StorableRedirectCreator
    signal_handlers.autocreate_redirects_on_slug_change = leave_to_the_save
    Redirect.link = property(public_link)
    Redirect.get_for_site = classmethod(get_followed_for_site)


def leave_to_the_save(**kwargs: Any) -> None:
    """`PublishedPage.save` has called `redirect_from` in the transaction of the rename."""


class StorableRedirectCreator(signal_handlers.BatchRedirectCreator):
    """Leaves out what no column holds: the rename counts more than a way from an old address."""

    def add(self, **fields: Any) -> None:
        if max(len(fields[name]) for name in ("old_path", "redirect_page_route_path")) > LONGEST:
            logger.warning("No redirect leads from %s: it is too long.", fields["old_path"])
        else:
            super().add(**fields)

    def process(self) -> None:
        if self.items:
            super().process()


def redirect_from(page: Page, url_path: str) -> None:
    """Lead readers from where the page, and all below it, stood before a rename."""
    before = type(page)()
    before.__dict__.update(page.__dict__)
    before.url_path = url_path
    paths = page._get_relevant_site_root_paths(cache_object=page)
    sites = Site.objects.filter(id__in=[path.site_id for path in paths]).exclude(root_page=page)
    create_noted_redirects(page, before, sites)


def create_noted_redirects(page: Page, page_old: Page, sites: Iterable[Site]) -> None:
    """The old address of a page that was never public is nobody's to know."""
    with one_change() as changes:
        highest = Redirect.objects.aggregate(highest=Max("pk"))["highest"] or 0
        create_redirects(page, page_old, sites)
        made = Redirect.objects.filter(pk__gt=highest)
        if not page.live:
            made.filter(redirect_page=page).delete()
        changes.things.update((Kind.REDIRECT, pk) for pk in made.values_list("pk", flat=True))


def get_followed_for_site(model: type[Redirect], site: Site | None = None) -> QuerySet[Redirect]:
    """Where Wagtail's middleware looks: a redirect to a hidden page is as none, in all it costs."""
    return only_followed(get_for_site(model, site))


def only_followed(redirects: QuerySet) -> QuerySet:
    """Those that lead anywhere: the old address of a hidden page tells its title."""
    pages = readable(Page.objects.all()).order_by().values("pk")
    return redirects.filter(Q(redirect_page=None) | Q(redirect_page__in=pages))


def public_link(redirect: Redirect) -> str | None:
    """Where the redirect leads, unless that is a page that not everyone can read."""
    page_id = redirect.redirect_page_id
    if page_id and not readable(Page.objects.filter(pk=page_id)).exists():
        return None
    return link_of(redirect)
