"""The catalogue as one page of it is asked for: choices, facets, and the books they lead to."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from books.listing.choices import ORDERS, VIEWS, Choices
from books.listing.facets import Facet, Value, facets_of
from books.listing.here import books_here, counts_here
from books.listing.paging import Listed, keys_of
from books.listing.seasons import Span, seasons_around
from books.models import PublisherSettings


@dataclass(frozen=True)
class Link:
    """One of some ways to see the list; `current` is the one that is seen."""

    label: str
    address: str
    current: bool = False


@dataclass
class Catalogue:
    choices: Choices
    facets: list[Facet]
    listed: Listed

    @classmethod
    def asked_for(cls, request: HttpRequest) -> Self:
        choices, rows = Choices.in_query(request.GET), books_here(request)
        counts = counts_here(request)
        order = ORDERS[choices.order][1]
        currency = PublisherSettings.behind(request).default_currency
        keys = keys_of(choices.applied_to(rows), order)
        count = choices.count_stored(counts)
        listed = Listed(keys, request, currency, count, choices.query)
        return cls(choices, facets_of(rows, counts, choices), listed)

    @property
    def chosen(self) -> list[tuple[Facet, Value]]:
        """What can be given up again, one by one."""
        return [(facet, each) for facet in self.facets for each in facet.values if each.chosen]

    @property
    def heading(self) -> str:
        return self.choices.span.label if self.choices.span else ""

    @property
    def times(self) -> list[Link]:
        """All books, new ones, those to come, and the lists of the seasons around today."""
        named = [Span.named(name) for name in ("new", "forthcoming")]
        spans = [*named, *seasons_around(timezone.localdate())]
        return [self.link(_("All books"), "when", ""), *(self.span_link(each) for each in spans)]

    def span_link(self, span: Span) -> Link:
        return self.link(span.label, "when", span.name)

    @property
    def views(self) -> list[Link]:
        return [self.link(str(label), "view", name, "grid") for name, label in VIEWS.items()]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Name, label, and whether it is the one chosen."""
        chosen = self.choices.order
        return [(name, str(label), name == chosen) for name, (label, _keys) in ORDERS.items()]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """All choices but the order, for the form that changes the order."""
        lists = self.choices.query.lists()
        return [(name, value) for name, values in lists if name != "order" for value in values]

    @property
    def cleared(self) -> str:
        """The address without any facet."""
        query = self.choices.query.copy()
        for name in self.choices.terms:
            query.pop(name, None)
        return f"?{query.urlencode()}"

    def link(self, label: str, name: str, value: str, usual: str = "") -> Link:
        query = self.choices.query.copy()
        current = (query.get(name) or usual) == value
        query.pop(name, None)
        if value != usual:
            query[name] = value
        return Link(label, f"?{query.urlencode()}", current)
