"""Finding publications by their index entries: filters, search, and counts for facets."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from books.codes import Availability, Form, Language, Role
from books.identifiers import clean_isbn
from books.index.folding import title_keys, words_of
from books.index.words import matching
from books.models import Publication, PublicationOffer, PublicationTerm

LABELS = {"role": Role, "form": Form, "language": Language, "availability": Availability}
MOST_VALUES = 100
# As it stands on title pages: "ISBN 978-…", "ISBN-13: 978-…".
ISBN_IN_FRONT = re.compile(r"^\s*isbn(-1[03])?\s*:?\s*", re.IGNORECASE)
# How well a book matches: exactly, or by where all the words of the search stand.
EXACTLY, PLACES = 0, (1, 2, 3, 4)


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
    offers = PublicationOffer.objects.filter(**conditions)
    return rows.filter(pk__in=offers.values("publication"))


def search(rows: QuerySet, text: str) -> QuerySet:
    """Those that match, with how well as `relevance`, best lowest; of no words, none.

    A title that is the text, or a book whose ISBN it is, comes first; then books that have all
    the words in their title, then in title and names, then with their shelves, then anywhere.
    Words match those that begin with them.
    """
    words = words_of(text)
    if not words:
        return rows.none().annotate(relevance=Value(PLACES[-1]))
    exactly = rows.filter(title_key__in=title_keys(text)).values("pk").union(with_isbn(text))
    anywhere = Publication.objects.filter(pk__in=matching(words, PLACES[-1])).values("pk")
    levels = [When(pk__in=exactly, then=Value(EXACTLY))]
    levels += [When(pk__in=matching(words, level), then=Value(level)) for level in PLACES[:-1]]
    return rows.filter(pk__in=anywhere.union(exactly)).annotate(
        relevance=Case(*levels, default=Value(PLACES[-1]), output_field=IntegerField())
    )


def with_isbn(text: str) -> QuerySet:
    """The ids of the publications with this ISBN, if it is one."""
    try:
        isbn = clean_isbn(ISBN_IN_FRONT.sub("", text))
    except ValueError:
        return PublicationTerm.objects.none().values("publication")
    return PublicationTerm.objects.filter(name="isbn", value=isbn).values("publication")


def count_facets(rows: QuerySet, names: Collection[str]) -> dict[str, list[ValueCount]]:
    """How many of these publications have each value of these terms: the most frequent first."""
    terms = PublicationTerm.objects.filter(
        name__in=names, publication__in=rows.order_by().values("pk")
    ).values("name", "value")
    return by_name(names, terms.annotate(shown=Max("label"), count=Count("pk")))


def by_name(names: Collection[str], counted: QuerySet) -> dict[str, list[ValueCount]]:
    """`counted` has for each value of each term what it is called and how often it is there."""
    facets: dict[str, list[ValueCount]] = {name: [] for name in names}
    for term in counted.order_by("-count", "value"):
        values = facets[term["name"]]
        if len(values) < MOST_VALUES:
            values.append(ValueCount(term["value"], label_of(term), term["count"]))
    return facets


def label_of(term: dict) -> str:
    codes = LABELS.get(term["name"])
    return str(codes(term["value"]).label) if codes else term["shown"]
