"""Books to read beside a book: those its editor chose, then those that share most with it."""

from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from books.listing.card_parts import card_parts
from books.listing.cards import Card, Part, card_of
from books.listing.paging import NEWEST
from books.models import Publication, PublicationTerm
from books.statements import Statement, given
from books.stored_records import stored_records

SHOWN = 6
# How many of those with the same people, and on the same shelves, are compared: the latest.
COMPARED = {"contributor": SHOWN, "subject": 60}
# Someone in common counts as much as three subjects.
LIKENESS = {"contributor": 3, "subject": 1}


class Key(NamedTuple):
    """That of a book's publication, and the digest of its record."""

    pk: int
    digest: str


def related_to(
    record: Part, site_id: int | None, currency: str = "", locale: str = ""
) -> list[Card]:
    """Public books alone, also of a draft; what was chosen is shown however much it is.

    `locale` is given of a site in several languages.
    """
    chosen = [each["id"] for each in record["related_books"]]
    known = keys_of(chosen)
    if len(chosen) < SHOWN:
        others = beside(record, site_id, locale, {record["id"], *chosen})
        known |= dict(others[: SHOWN - len(chosen)])
    records = stored_records(dict(known.values()))
    told = [records[key.pk].record for key in known.values() if key.pk in records]
    return [card_of(card_parts(record), currency) for record in told]


def keys_of(books: list[int]) -> dict[int, Key]:
    """In the order of these books; of those that can be read."""
    rows = keys(len(books)).rows(**numbered("book", books)) if books else []
    found = {book: Key(pk, digest) for book, pk, digest in rows}
    return {book: found[book] for book in books if book in found}


def beside(
    record: Part, site_id: int | None, locale: str, leaving_out: set[int | None]
) -> list[tuple[int, Key]]:
    """Books of the same site and language that share people or shelves, the most alike first."""
    people = dict.fromkeys(each["contributor"]["id"] for each in record["contributions"])
    shared = {
        "contributor": [str(pk) for pk in people if pk],
        "subject": [str(each["id"]) for each in record["subjects"]],
    }
    counts = tuple(map(len, shared.values()))
    asked = {k: v for name, values in shared.items() for k, v in numbered(name, values).items()}
    alike: dict[int, tuple[int, Key]] = {}
    for name, most in COMPARED.items():
        if shared[name]:
            rows = near(name, *counts, bool(locale)).rows(site=site_id, locale=locale, **asked)
            rows = [row for row in rows if row[0] not in leaving_out][:most]
            alike |= {book: (likeness, Key(pk, digest)) for book, likeness, pk, digest in rows}
    best = sorted(alike, key=lambda book: -alike[book][0])
    return [(book, alike[book][1]) for book in best]


@lru_cache(maxsize=100)
def near(name: str, people: int, subjects: int, in_locale: bool) -> Statement:
    """The latest books with some of these people, or subjects, with how alike they are."""
    asked = {"contributor": places("contributor", people), "subject": places("subject", subjects)}

    def build() -> QuerySet:
        rows = Publication.objects.books().public().filter(site_id=given("site"))
        if in_locale:
            here = with_terms("locale", [given("locale")])
            rows = rows.filter(pk__in=here.values("publication"))
        rows = rows.filter(pk__in=with_terms(name, asked[name]).values("publication"))
        parts = [shared_terms(each, asked[each]) * LIKENESS[each] for each in asked if asked[each]]
        rows = rows.annotate(likeness=sum(parts[1:], parts[0])).order_by(*NEWEST)
        return rows.values_list("object_id", "likeness", "pk", "digest")[: COMPARED[name] + SHOWN]

    return Statement(build)


@lru_cache(maxsize=100)
def keys(count: int) -> Statement:
    books = places("book", count)
    rows = Publication.objects.books().public().filter(object_id__in=books)
    return Statement(lambda: rows.values_list("object_id", "pk", "digest"))


def places(name: str, count: int) -> list[RawSQL]:
    return [given(f"{name}{number}") for number in range(count)]


def numbered(name: str, values: list) -> dict:
    """What is given in these places."""
    return {f"{name}{number}": value for number, value in enumerate(values)}


def with_terms(name: str, values: list[RawSQL]) -> QuerySet:
    return PublicationTerm.objects.filter(name=name, value__in=values)


def shared_terms(name: str, values: list[RawSQL]) -> Coalesce:
    """How many of these values a publication has."""
    terms = with_terms(name, values).filter(publication=OuterRef("pk")).order_by()
    counted = terms.values("publication").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
