"""The words of publications, where each database searches them best, and the search itself.

PostgreSQL has them as one weighted vector with a GIN index, SQLite in an FTS5 table. Both get
the same folded words, so both find the same. The migration `content_api` makes either.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from books.index.entries import Words

WEIGHTS = "ABCD"


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def store_words(words: dict[int, Words]) -> None:
    """Set the words of these publications, by primary key."""
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.executemany(
                "UPDATE books_publication SET words = %s::tsvector WHERE id = %s",
                [(vector(each), pk) for pk, each in words.items()],
            )
            return
        cursor.executemany(
            "DELETE FROM books_publicationwords WHERE rowid = %s", [(pk,) for pk in words]
        )
        cursor.executemany(
            "INSERT INTO books_publicationwords (rowid, title, people, shelves, text)"
            " VALUES (%s, %s, %s, %s, %s)",
            [(pk, *map(" ".join, each)) for pk, each in words.items() if any(each)],
        )


def vector(words: Words) -> str:
    """PostgreSQL's text form of a vector; a word's only position carries its weight."""
    weights: dict[str, str] = {}
    for place, weight in zip(words, WEIGHTS, strict=True):
        for word in place:
            weights.setdefault(word, weight)
    return " ".join(f"{word}:1{weight}" for word, weight in weights.items())


def matching(words: Sequence[str], places: int) -> RawSQL:
    """The ids of publications that have, in the first so many places, words that begin so.

    `words` are folded; all of them must be there. Nothing in them is an operator.
    """
    if is_postgresql():
        weights = WEIGHTS[:places]
        query = " & ".join(f"{word}:*{weights}" for word in words)
        sql = "SELECT id FROM books_publication WHERE words @@ %s::tsquery"
    else:
        columns = " ".join(Words._fields[:places])
        query = f"{{{columns}}} : (" + " AND ".join(f'"{word}" *' for word in words) + ")"
        sql = "SELECT rowid FROM books_publicationwords WHERE books_publicationwords MATCH %s"
    return RawSQL(sql, [query])  # noqa: S611 (no part of the statement comes from outside)
