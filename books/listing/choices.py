"""What a reader has chosen in the catalogue, as the address of the page tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from books.codes import Availability, Form, Language
from books.index import find
from books.index.counts import Counts
from books.listing.seasons import Span
from books.models import Publication, Series, Subject
from books.models.catalogue import Shelf

# Facets in the order in which they are shown, each with its heading.
FACETS = {
    "subject": _("Subject"),
    "form": _("Format"),
    "availability": _("Availability"),
    "language": _("Language"),
    "series": _("Series"),
    "year": _("Year"),
}
CODES = {"form": Form, "availability": Availability, "language": Language}
SHELVES = {"subject": Subject, "series": Series}
ORDERS = {
    "newest": (_("Newest first"), ("-sort_date", "object_id")),
    "oldest": (_("Oldest first"), ("sort_date", "object_id")),
    "title": (_("Title"), ("title_key", "object_id")),
    "author": (_("Author"), ("author_key", "object_id")),
}
VIEWS = {"grid": _("Covers"), "list": _("List")}
# In all facets together: more than any reader chooses. Each link on the page repeats them.
MOST_VALUES = 20


@dataclass
class Choices:
    """`terms` are the values chosen in each facet, as the index knows them; `unknown` is what
    the address asks for and nothing can be. `query` has what was understood, for links."""

    terms: dict[str, list[str]] = field(default_factory=dict)
    span: Span | None = None
    order: str = "newest"
    view: str = "grid"
    unknown: list[str] = field(default_factory=list)
    query: QueryDict = field(default_factory=QueryDict)

    @classmethod
    def in_query(cls, query: QueryDict) -> Self:
        choices, known, left = cls(), {}, MOST_VALUES
        for name in FACETS:
            asked = list(dict.fromkeys(filter(None, query.getlist(name))))[:left]
            left -= len(asked)
            known[name] = known_values(name, asked)
            choices.terms[name] = list(known[name].values())
            choices.unknown += [value for value in asked if value not in known[name]]
        if when := query.get("when"):
            choices.span = Span.named(when)
            choices.unknown += [] if choices.span else [when]
            known["when"] = [when] if choices.span else []
        choices.order = choices.one_of(ORDERS, query.get("order"), "newest")
        choices.view = choices.one_of(VIEWS, query.get("view"), "grid")
        known |= {"order": {choices.order} - {"newest"}, "view": {choices.view} - {"grid"}}
        choices.query = select_known(query, known)
        return choices

    def one_of(self, known: Iterable[str], asked: str | None, usual: str) -> str:
        if asked and asked not in known:
            self.unknown.append(asked)
        return asked if asked in known else usual

    @property
    def narrowed(self) -> bool:
        return any(self.terms.values())

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Each value with the facet that it is chosen in."""
        return [(name, value) for name, values in self.terms.items() for value in values]

    def count_stored(self, counts: Counts) -> int | None:
        """How many books they leave, if that is known without looking: all, or one value's."""
        if self.span or len(self.chosen) > 1:
            return None
        return counts.books(*self.chosen[0]) if self.chosen else counts.books()

    def applied_to(self, rows: QuerySet, leaving_out: str = "") -> QuerySet:
        """Any value within a facet will do, but every facet has to be met."""
        if self.span:
            rows = rows.filter(self.span.condition)
        for name, values in self.terms.items():
            if values and name != leaving_out:
                rows = find.with_term(rows, name, values)
        return rows


def select_known(query: QueryDict, known: Mapping[str, Iterable[str]]) -> QueryDict:
    """Return the known values of each parameter, with the names in the order of the address."""
    selected = QueryDict(mutable=True)
    for name in query:
        if values := list(known.get(name, ())):
            selected.setlist(name, values)
    return selected


def known_values(name: str, asked: list[str]) -> dict[str, str]:
    """The value in the index of each that is asked for: shelves go by slug here, by id there."""
    if name in SHELVES:
        slugs = {shelf.slug: pk for pk, shelf in public_shelves(name, slug__in=asked).items()}
        return {slug: slugs[slug] for slug in asked if slug in slugs}
    if name in CODES:
        return {value: value for value in asked if value in CODES[name].values}
    return {value: value for value in asked if value.isdecimal() and len(value) == 4}


def public_shelves(name: str, **wanted: list[str]) -> dict[str, Shelf]:
    """Subjects or series by id, as the index writes it; those without a public book are unknown."""
    if name not in SHELVES or not any(wanted.values()):
        return {}
    public = Publication.objects.public().filter(kind=name).values("object_id")
    things = SHELVES[name].objects.filter(pk__in=public).filter(**wanted)
    return {str(thing.pk): thing for thing in things}
