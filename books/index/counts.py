"""How many public books have a term: stored, so that a list of all of them counts none.

Every change of publications adds what it changes, in its own transaction; since one change waits
for the other (`Numbering`), the counts are as true as the terms. What has expired is counted until
it is withdrawn: it is few, and taken off where the counts are read.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Max, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from books.index.find import ValueCount, by_name
from books.models import Publication, PublicationCount, PublicationTerm
from books.models.publication import PublicationQuerySet

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
        due = how_many(self.due(**terms))
        return self.rows(**terms).aggregate(books=Sum("books", default=0) - due)["books"]

    def facets(self, names: Collection[str]) -> dict[str, list[ValueCount]]:
        """As `find.count_facets` counts all of these books."""
        terms = self.rows(name__in=names).values("name", "value")
        facets = by_name(names, terms.annotate(shown=Max("label"), count=Sum("books")))
        due = Counter(self.due(name__in=names).values_list("name", "value"))
        return {name: without_due(name, facets[name], due) for name in facets} if due else facets

    def due(self, **terms: object) -> QuerySet:
        """These terms of the books that have expired and are still counted."""
        books = due_books(self.site_id)
        if self.locale is not None:
            books = books.filter(terms__name="locale", terms__value=self.locale)
        return PublicationTerm.objects.filter(publication__in=books, **terms)

    def rows(self, **terms: object) -> QuerySet:
        here = {} if self.locale is None else {"locale": self.locale}
        return PublicationCount.objects.filter(site_id=self.site_id, **here, **terms)


def due_books(site_id: object) -> QuerySet:
    return Publication.objects.books().due().filter(site_id=site_id)


def how_many(terms: QuerySet) -> Coalesce:
    counted = terms.order_by().values(none=Value(1)).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def without_due(name: str, values: list[ValueCount], due: Counter) -> list[ValueCount]:
    left = [each._replace(count=each.count - due[name, each.value]) for each in values]
    return sorted((each for each in left if each.count), key=lambda each: (-each.count, each.value))


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
