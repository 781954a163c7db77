"""The site that is asked: its name, its full address, its feeds."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from books.channels.feeds import ATOM_TYPE, JSON_TYPE
from books.channels.schema_org import Step
from books.head.meta import FeedLink
from books.listing.front import root_url_of
from books.models import PublisherSettings


class Here:
    """The site that is asked, under its full address."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.publisher = PublisherSettings.behind(request)
        self.name = self.publisher.name
        self.root = root_url_of(request)

    @property
    def home(self) -> str:
        return self.root + reverse("wagtail_serve", args=[""])

    @property
    def first_step(self) -> Step:
        return Step(self.name, self.home)

    def feeds(self, things: str = "", slug: str = "", title: str = "") -> list[FeedLink]:
        """Those of a thing before those of the whole site."""
        own = [("feed_of", (things, slug), _("New books: %(name)s") % {"name": title})]
        all_books = [("new_books_feed", (), _("New books from %(name)s") % {"name": self.name})]
        return [
            FeedLink(label, type_, reverse(name, args=[*args, kind]))
            for name, args, label in (own if things else []) + all_books
            for kind, type_ in (("atom", ATOM_TYPE), ("json", JSON_TYPE))
        ]
