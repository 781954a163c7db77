"""The tree of an empty site: a home page, a catalogue below it, the publisher's settings.

Each function returns what it made, in words; nothing at all when everything is there.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from wagtail.models import Page, Site

from books.models import BookIndexPage, PublisherSettings
from books.publishing.changes import one_change
from home.models import HomePage

WELCOME_SLUG = "home"


@transaction.atomic
def make_tree() -> list[str]:
    return [*make_home_page(), *make_catalogue()]


def make_home_page() -> list[str]:
    if HomePage.objects.exists():
        return []
    home = publish_below(
        Page.get_first_root_node(), HomePage(title=settings.WAGTAIL_SITE_NAME, slug="front")
    )
    root_at(home)
    remove_welcome_page()
    return ["the home page"]


def root_at(home: HomePage) -> None:
    """The default site, at the address that the settings give, begins at `home`."""
    hostname, port = site_address()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": hostname,
            "port": port,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": home,
        },
    )


def site_address() -> tuple[str, int]:
    """Host and port of SITE_URL, as a request for it has them: IPv6 in brackets."""
    address = urlsplit(settings.SITE_URL)
    host = address.hostname or ""
    port = address.port or (443 if address.scheme == "https" else 80)
    return f"[{host}]" if ":" in host else host, port


@one_change()
def move_site() -> list[str]:
    """Let the default site be where SITE_URL says; its save has all records made again.

    Raise CommandError if another site is there.
    """
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or (site.hostname, site.port) == site_address():
        return []
    before, (site.hostname, site.port) = site.root_url, site_address()
    if Site.objects.filter(hostname=site.hostname, port=site.port).exclude(pk=site.pk).exists():
        raise CommandError(
            f"SITE_URL: {settings.SITE_URL} is the address of another site than the default one;"
            " change SITE_URL, or that site in the admin."
        )
    site.save()
    return [f"The site moved from {before} to {site.root_url}."]


def remove_welcome_page() -> None:
    """Wagtail's own first page is the only one without a type of its own."""
    for page in Page.objects.exact_type(Page).filter(depth=2, slug=WELCOME_SLUG):
        page.delete()


def make_catalogue() -> list[str]:
    if BookIndexPage.objects.exists():
        return []
    index = BookIndexPage(title="Books", slug="books", show_in_menus=True)
    publish_below(front_page(), index)
    return ["the catalogue"]


def front_page() -> HomePage:
    """The home page at which the default site begins, in the site's own language."""
    return HomePage.objects.get(sites_rooted_here__is_default_site=True)


def fill_in_publisher(**fields: Any) -> list[str]:
    """Sets what the publisher's settings leave empty."""
    publisher = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    empty = {name: value for name, value in fields.items() if not getattr(publisher, name)}
    if not empty:
        return []
    for name, value in empty.items():
        setattr(publisher, name, value)
    publisher.full_clean()
    publisher.save()
    return ["the publisher's settings"]


def publish_below(parent: Page, page: Page) -> Page:
    """Adds the page as a draft and publishes it, so that its history begins with a revision."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
