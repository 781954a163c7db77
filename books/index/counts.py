"""How many public books have a term: stored, so that a list of all of them counts none.

Every change of publications adds what it changes, in its own transaction; since one change waits
for the other (`Numbering`), the counts are as true as the terms. What has expired is counted until
it is withdrawn: it is few, and taken off where the counts are read.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Max, QuerySet, Sum

from books.index.find import ValueCount, by_name, most_frequent
from books.models import Publication, PublicationCount, PublicationTerm
from books.models.publication import PublicationQuerySet, last_expiry

COUNTED = {
    *("locale", "contributor", "role", "subject", "series", "form", "language", "availability"),
    *("year", "exam_copy"),
}
KEY = ("site_id", "name", "value", "locale", "label")
ADD = """
    INSERT INTO books_publicationcount (site_id, name, value, locale, label, books)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (site_id, name, value, locale, label)
    DO UPDATE SET books = books_publicationcount.books + excluded.books
"""

REMOVE = """
    DELETE FROM books_publicationcount
    WHERE site_id = %s AND name = %s AND value = %s AND locale = %s AND label = %s AND books = 0
"""


@dataclass(frozen=True)
class Counts:
    """Those of the public books of one site, with pages in one language or in all."""

    site_id: int | None
    locale: str | None = None

    def books(self, name: str = "locale", *values: object) -> int:
        """How many books have this value of this term; of no term, how many there are."""
        terms: dict[str, object] = {"name": name}
        if values:
            terms["value__in"] = [str(value) for value in values]
        found = self.rows(**terms).aggregate(
            books=Sum("books", default=0), last_expiry=Max(last_expiry())
        )
        return found["books"] - (self.due(**terms).count() if found["last_expiry"] else 0)

    def facets(self, names: Collection[str]) -> dict[str, list[ValueCount]]:
        """As `find.count_facets` counts all of these books."""
        terms = self.rows(name__in=names).values("name", "value")
        counted = list(
            most_frequent(
                terms.annotate(
                    shown=Max("label"), count=Sum("books"), last_expiry=Max(last_expiry())
                )
            )
        )
        if any(term["last_expiry"] for term in counted):
            counted = self.without_due(counted)
        return by_name(names, counted)

    def without_due(self, counted: list[dict]) -> list[dict]:
        names = {term["name"] for term in counted}
        due = Counter(self.due(name__in=names).values_list("name", "value"))
        for term in counted:
            term["count"] -= due[term["name"], term["value"]]
        left = [term for term in counted if term["count"]]
        return sorted(left, key=lambda term: (-term["count"], term["value"]))

    def due(self, **terms: object) -> QuerySet:
        """These terms of the books that have expired and are still counted."""
        books = Publication.objects.books().due().filter(site_id=self.site_id)
        if self.locale is not None:
            books = books.filter(terms__name="locale", terms__value=self.locale)
        return PublicationTerm.objects.filter(publication__in=books, **terms)

    def rows(self, **terms: object) -> QuerySet:
        here = {} if self.locale is None else {"locale": self.locale}
        return PublicationCount.objects.filter(site_id=self.site_id, **here, **terms)


def tally(rows: PublicationQuerySet) -> Counter[tuple]:
    """What these publications bring to the counts as they are stored now, by the counts' keys."""
    books = rows.books().stored().exclude(site_id=None)
    terms = PublicationTerm.objects.filter(
        name__in=COUNTED, publication__in=books, publication__terms__name="locale"
    ).annotate(site_id=F("publication__site_id"), locale=F("publication__terms__value"))
    counted = terms.order_by().values_list(*KEY).annotate(books=Count("pk"))
    return Counter({tuple(key): books for *key, books in counted})


def add(changes: Mapping[tuple, int]) -> None:
    """Add so many books to each of these counts; where none is left, the count goes."""
    added = [(*key, books) for key, books in sorted(changes.items()) if books]
    emptied = [tuple(key) for *key, books in added if books < 0]
    with connection.cursor() as cursor:
        if added:
            cursor.executemany(ADD, added)
        if emptied:
            cursor.executemany(REMOVE, emptied)


def drift() -> dict[tuple, int]:
    """What to add to which counts, so that they are true."""
    stored = PublicationCount.objects.values_list(*KEY, "books")
    missing = tally(Publication.objects.all())
    missing.subtract({tuple(key): books for *key, books in stored})
    return {key: books for key, books in missing.items() if books}
