"""Finding publications by their index entries: filters, search, and counts for facets."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from books.codes import Availability, Form, Language, Role
from books.identifiers import clean_isbn
from books.index.folding import ARTICLES, title_keys
from books.index.limits import get_search_words
from books.index.words import LEVELS, having, matching, one_of, query_of
from books.models import Publication, PublicationOffer, PublicationSearch, PublicationTerm

LABELS = {"role": Role, "form": Form, "language": Language, "availability": Availability}
MOST_VALUES = 100
# How well a book matches: exactly, or by where all the words of the search stand (`LEVELS`).
EXACTLY, NOT_IN_TEXTS, ANYWHERE = 0, LEVELS[-2], LEVELS[-1]
# By how many keys a title may be sorted.
TITLES = 1 + len(ARTICLES)


class ValueCount(NamedTuple):
    value: str
    label: str
    count: int


def with_term(rows: QuerySet, name: str, values: Iterable[object]) -> QuerySet:
    """Those that have any of these values."""
    terms = PublicationTerm.objects.filter(name=name, value__in=[str(value) for value in values])
    return rows.filter(pk__in=terms.values("publication"))


def named_by(books: QuerySet, kind: str) -> QuerySet:
    """The publications of the things of one kind that these books name."""
    # Of a list of all these books SQLite would try each one with each thing.
    by_book = Exists(books.filter(pk=OuterRef("publication_id")))
    value = Cast(OuterRef("object_id"), TextField())
    named = PublicationTerm.objects.filter(by_book, name=kind, value=value)
    return Publication.objects.public().filter(Exists(named), kind=kind)


def with_offer(
    rows: QuerySet,
    forms: Collection[str] = (),
    availabilities: Collection[str] = (),
    currency: str | None = None,
    at_least: Decimal | None = None,
    at_most: Decimal | None = None,
) -> QuerySet:
    """Those of which one and the same format meets all of these conditions."""
    wanted = {
        "form__in": forms,
        "availability__in": availabilities,
        "currency": currency,
        "amount__gte": at_least,
        "amount__lte": at_most,
    }
    conditions = {name: value for name, value in wanted.items() if value not in (None, (), [])}
    if not conditions:
        return rows
    if conditions.keys() == {"form__in"}:
        return with_term(rows, "form", forms)
    if conditions.keys() == {"availability__in"}:
        return with_term(rows, "availability", availabilities)
    offers = PublicationOffer.objects.filter(**conditions)
    return rows.filter(pk__in=offers.values("publication"))


class Search:
    """What a text finds, and how well it is matched.

    A title that is the text, or a book whose ISBN it is, comes first; then books that have all
    the words in their title, then in title and names, then with their shelves, then anywhere.
    Words match those that begin with them. Of no words, nothing is found.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        """`values` are those of a text, or what stands in a statement in their places."""
        self.values = values

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(values_of(text))

    def among(self, rows: QuerySet) -> QuerySet:
        """Those of these publications, or rows of searches, that match, with their `relevance`."""
        if not self.values:
            return rows.none().annotate(relevance=Value(ANYWHERE))
        if rows.model is PublicationSearch:
            return self.found(rows).annotate(relevance=self.relevance)
        found = self.found(PublicationSearch.objects.all())
        return rows.filter(pk__in=found.values("pk")).annotate(relevance=self.relevance)

    def found(self, rows: QuerySet[PublicationSearch]) -> QuerySet:
        return rows.filter(self.has(ANYWHERE) | self.is_exact)

    def best_first(self, rows: QuerySet[PublicationSearch]) -> list[QuerySet]:
        """The same in two parts: those found by more than their texts, then all others.

        The first are few; the others are in the order of their dates, which an index has.
        """
        if not self.values:
            return [self.among(rows)]
        before = rows.filter(self.has(NOT_IN_TEXTS) | self.is_exact)
        in_texts = rows.filter(self.has(ANYWHERE)).exclude(self.is_exact)
        in_texts = in_texts.exclude(pk__in=matching(self.query(NOT_IN_TEXTS)))
        return [
            before.annotate(relevance=self.relevance),
            in_texts.annotate(relevance=Value(ANYWHERE)),
        ]

    def query(self, level: int) -> Any:
        return self.values[f"level_{level}"]

    def has(self, level: int) -> Q:
        return Q(having(self.query(level)))

    @property
    def is_exact(self) -> Q:
        keys = [RawSQL("%s", [self.values[f"title_{each}"]]) for each in range(TITLES)]
        titles = Publication.objects.public().filter(title_key__in=keys).values("pk")
        isbns = PublicationTerm.objects.filter(
            name="isbn", value=RawSQL("%s", [self.values["isbn"]])
        )
        return Q(one_of(titles.union(isbns.values("publication"), all=True)))

    @property
    def relevance(self) -> Case:
        levels = [When(self.is_exact, then=Value(EXACTLY))]
        levels += [
            When(pk__in=matching(self.query(level)), then=Value(level)) for level in LEVELS[:-1]
        ]
        return Case(*levels, default=Value(ANYWHERE), output_field=IntegerField())


def values_of(text: str) -> dict[str, Any]:
    """What a search for this text puts into its statement; of no words, nothing."""
    words = get_search_words(text)
    if not words:
        return {}
    queries = {f"level_{level}": query_of(words, level) for level in LEVELS}
    keys = [*title_keys(text)]
    titles = {f"title_{each}": keys[each % len(keys)] for each in range(TITLES)}
    return {**queries, **titles, "isbn": isbn_in(text)}


def isbn_in(text: str) -> str:
    """The ISBN that the text is; empty if it is none."""
    try:
        return clean_isbn(text)
    except ValueError:
        return ""


def across(parts: Iterable[QuerySet], start: int, count: int) -> list:
    """So many rows of these parts, from this one on; when they are found, no other is asked."""
    found: list = []
    for rows in parts:
        if len(found) < count:
            found += rows[start : start + count - len(found)]
        if start:
            start = 0 if found else max(start - rows.count(), 0)
    return found


def search(rows: QuerySet, text: str) -> QuerySet:
    """Those that match, with how well as `relevance`, best lowest."""
    return Search.of(text).among(rows)


def count_facets(rows: QuerySet, names: Collection[str]) -> dict[str, list[ValueCount]]:
    """How many of these publications have each value of these terms: the most frequent first."""
    terms = PublicationTerm.objects.filter(
        name__in=names, publication__in=rows.order_by().values("pk")
    ).values("name", "value")
    return by_name(names, most_frequent(terms.annotate(shown=Max("label"), count=Count("pk"))))


def most_frequent(counted: QuerySet) -> QuerySet:
    return counted.order_by("-count", "value")


def by_name(names: Collection[str], counted: Iterable[dict]) -> dict[str, list[ValueCount]]:
    """`counted` has for each value of each term what it is called and how often it is there, the
    most frequent first."""
    facets: dict[str, list[ValueCount]] = {name: [] for name in names}
    for term in counted:
        values = facets[term["name"]]
        if len(values) < MOST_VALUES:
            values.append(ValueCount(term["value"], label_of(term), term["count"]))
    return facets


def label_of(term: dict) -> str:
    codes = LABELS.get(term["name"])
    return str(codes(term["value"]).label) if codes else term["shown"]
