"""Facets of the catalogue: each value with how many books it leads to, and the link there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from books.index import find
from books.index.counts import Counts
from books.index.find import ValueCount
from books.listing.choices import CODES, FACETS, Choices, public_shelves
from books.listing.shelves import SubjectTree

# Shown at once; the others stand behind “more”.
FIRST = 8


@dataclass(frozen=True)
class Value:
    """`link` chooses the value, or, if it is `chosen`, gives it up; `depth` is that in a tree."""

    label: str
    count: int
    link: str
    chosen: bool
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    name: str
    heading: str
    values: list[Value] = field(default_factory=list)

    @property
    def first(self) -> list[Value]:
        """Those shown at once, all that are chosen among them."""
        return [each for place, each in enumerate(self.values) if place < FIRST or each.chosen]

    @property
    def more(self) -> list[Value]:
        return [each for each in self.values[FIRST:] if not each.chosen]


def facets_of(rows: QuerySet, stored: Counts, choices: Choices) -> list[Facet]:
    """The counts of a facet leave its own choice out: they tell what another choice would bring."""
    facets = [
        Facet(name, str(heading), list(values_of(name, counts, choices)))
        for (name, heading), counts in zip(
            FACETS.items(), counted(rows, stored, choices), strict=True
        )
    ]
    return [facet for facet in facets if len(facet.values) > 1 or choices.terms[facet.name]]


def counted(rows: QuerySet, stored: Counts, choices: Choices) -> Iterator[list[ValueCount]]:
    free = [name for name in FACETS if not choices.terms[name]]
    together = counts_without("", free, rows, stored, choices) if free else {}
    for name in FACETS:
        if name in together:
            yield together[name]
        else:
            yield counts_without(name, [name], rows, stored, choices)[name]


def counts_without(
    left_out: str, names: list[str], rows: QuerySet, stored: Counts, choices: Choices
) -> dict[str, list[ValueCount]]:
    """Of all that the other choices leave; where that is everything, the counts are stored."""
    if choices.span or any(name != left_out for name, _value in choices.chosen):
        return find.count_facets(choices.applied_to(rows, leaving_out=left_out), names)
    return stored.facets(names)


def values_of(name: str, counts: list[ValueCount], choices: Choices) -> Iterator[Value]:
    """What is chosen stands among them even where it leads to nothing."""
    chosen = choices.terms[name]
    missing = [each for each in chosen if each not in {count.value for count in counts}]
    counts = [*counts, *(ValueCount(value, value, 0) for value in missing)]
    shelves = public_shelves(name, pk__in=[each.value for each in counts])
    for each, depth in arranged(name, counts):
        shelf = shelves.get(each.value)
        label = shelf.name if shelf else label_of(name, each)
        link = toggled(choices.query, name, shelf.slug if shelf else each.value)
        yield Value(label, each.count, link, each.value in chosen, depth)


def label_of(name: str, counted: ValueCount) -> str:
    return str(CODES[name](counted.value).label) if name in CODES else counted.value


def arranged(name: str, counts: list[ValueCount]) -> Iterable[tuple[ValueCount, int]]:
    """Subjects as a tree, years from the latest; all others the most frequent first."""
    if name == "subject":
        return list(as_tree(counts))
    if name == "year":
        counts = sorted(counts, key=lambda each: each.value, reverse=True)
    return [(each, 0) for each in counts]


def as_tree(counts: list[ValueCount]) -> Iterator[tuple[ValueCount, int]]:
    """Each subject followed by those below it, with its depth; unpublished ones are passed over."""
    by_id = {int(each.value): each for each in counts}
    tree = SubjectTree()
    lines = {pk: tree.above(tree.subjects[pk]) for pk in by_id if pk in tree.subjects}
    parents = {pk: line[-1].pk for pk, line in lines.items() if line}

    def below(parent: int | None, depth: int) -> Iterator[tuple[ValueCount, int]]:
        for pk, each in by_id.items():
            above = parents.get(pk)
            if (above if above in by_id else None) == parent:
                yield each, depth
                yield from below(pk, depth + 1)

    return below(None, 0)


def toggled(query: QueryDict, name: str, value: str) -> str:
    """The address with one value more, or one less, on its first page."""
    changed = query.copy()
    values = changed.getlist(name)
    rest = [each for each in values if each != value]
    changed.setlist(name, rest if value in values else [*values, value])
    return f"?{changed.urlencode()}"
