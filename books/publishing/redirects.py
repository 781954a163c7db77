"""Redirects that Wagtail makes by itself: noted as changes, and silent about hidden pages."""

from collections.abc import Iterable

from django.db.models import Max
from wagtail.contrib.redirects import signal_handlers
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from books.publishing.changes import one_change
from books.publishing.faces import Kind
from books.queries import readable

create_redirects = signal_handlers.create_redirects
link_of = Redirect.link.func


def connect() -> None:
    """Wagtail makes redirects in bulk, past all signals, and follows them to any page."""
    signal_handlers.create_redirects = create_noted_redirects
    Redirect.link = property(public_link)


def create_noted_redirects(page: Page, page_old: Page, sites: Iterable[Site]) -> None:
    """The old address of a page that was never public is nobody's to know."""
    with one_change() as changes:
        highest = Redirect.objects.aggregate(highest=Max("pk"))["highest"] or 0
        create_redirects(page, page_old, sites)
        made = Redirect.objects.filter(pk__gt=highest)
        if not page.live:
            made.filter(redirect_page=page).delete()
        changes.things.update((Kind.REDIRECT, pk) for pk in made.values_list("pk", flat=True))


def public_link(redirect: Redirect) -> str | None:
    """Where the redirect leads, unless that is a page that not everyone can read."""
    page_id = redirect.redirect_page_id
    if page_id and not readable(Page.objects.filter(pk=page_id)).exists():
        return None
    return link_of(redirect)
