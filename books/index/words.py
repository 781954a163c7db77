"""The words of publications, where each database searches them best, and the search itself.

PostgreSQL has them as one vector with a GIN index, SQLite in an FTS5 table. Both get the same
folded words, so both find the same. In the vector a word stands once for each level at which it
is found, with the level before it: a search at one level needs the index alone, and no vector.
"""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from books.index.entries import Words
from books.models import Publication, PublicationSearch

LEVELS = range(1, len(Words._fields) + 1)
STORE = """
    INSERT INTO books_publicationsearch
        (publication_id, kind, site_id, object_id, sort_date, expires, words)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (publication_id) DO UPDATE
    SET site_id = excluded.site_id, sort_date = excluded.sort_date, expires = excluded.expires,
        words = excluded.words
"""
STORE_IN_FTS5 = """
    INSERT INTO books_publicationwords (rowid, title, people, shelves, text)
    VALUES (%s, %s, %s, %s, %s)
"""


class Has(Func):
    """Whether a vector has what a query of PostgreSQL's asks for."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()


class OneOf(Func):
    """Whether a value is one of a few that PostgreSQL asks for first, to look them up then."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def store_words(words: dict[Publication, Words]) -> None:
    """Set the words of these publications."""
    some = {row: each for row, each in words.items() if any(each)}
    none = [row.pk for row in words if row not in some]
    PublicationSearch.objects.filter(pk__in=none).delete()
    with connection.cursor() as cursor:
        cursor.executemany(STORE, [searched(row, each) for row, each in some.items()])
        if not is_postgresql():
            cursor.executemany(
                "DELETE FROM books_publicationwords WHERE rowid = %s", [(row.pk,) for row in words]
            )
            cursor.executemany(
                STORE_IN_FTS5, [(row.pk, *map(" ".join, each)) for row, each in some.items()]
            )


def searched(row: Publication, words: Words) -> tuple:
    vector = vector_of(words) if is_postgresql() else None
    expires = connection.ops.adapt_datetimefield_value(row.expires)
    return (row.pk, row.kind, row.site_id, row.object_id, row.sort_date, expires, vector)


def vector_of(words: Words) -> str:
    """PostgreSQL's text form of a vector."""
    found: set[str] = set()
    lexemes: set[str] = set()
    for level, place in zip(LEVELS, words, strict=True):
        found.update(place)
        lexemes.update(f"{level}{word}" for word in found)
    return " ".join(sorted(lexemes))


def query_of(words: Sequence[str], level: int) -> str:
    """A query of the database's for what has, in the first so many places, words that begin so.

    `words` are folded; all of them must be there. Nothing in them is an operator.
    """
    if is_postgresql():
        return " & ".join(f"{level}{word}:*" for word in words)
    return in_columns(level, "(" + " AND ".join(f'"{word}" *' for word in words) + ")")


def exact_query_of(word: str, level: int) -> str:
    """The same of one word, and not only of a longer one that begins so."""
    return f"{level}{word}" if is_postgresql() else in_columns(level, f'"{word}"')


def in_columns(level: int, query: str) -> str:
    return f"{{{' '.join(Words._fields[:level])}}} : {query}"


def having(query: object) -> Q | Has:
    """A condition on what is searched: that this query finds it; a parameter of statements."""
    if is_postgresql():
        return Has(F("words"), RawSQL("%s", [query]))
    sql = "SELECT rowid FROM books_publicationwords WHERE books_publicationwords MATCH %s"
    return Q(pk__in=RawSQL(sql, [query]))  # noqa: S611 (the statement is ours, the query a value)


def matching(query: object) -> QuerySet:
    """The ids of the publications that this query finds."""
    return PublicationSearch.objects.filter(having(query)).values("pk")


def one_of(keys: QuerySet) -> Q | OneOf:
    """A condition on what is searched: that its id is one of these few."""
    return OneOf(F("pk"), ArraySubquery(keys)) if is_postgresql() else Q(pk__in=keys)
