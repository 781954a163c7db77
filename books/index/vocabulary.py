"""The words that can be found, kept to guess what was meant where a word is mistyped.

It holds the words of titles, names and shelves of what is public today: with the last publication
that has a word, the word goes too, so that no guess tells of anything hidden.
"""

import json
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from books.index.entries import Words
from books.index.words import LEVELS, exact_query_of, having, is_postgresql, query_of
from books.models import PublicationSearch, PublicationWord

# In shorter words one letter more or less makes another word; in longer ones there may be two.
SHORTEST, LONG = 4, 8
CHUNK = 500
# The level at which titles, names and shelves are searched.
SHELVES = 3
STORED_IN_VECTORS = (
    "SELECT DISTINCT substr(lexeme, 2) FROM books_publicationsearch, unnest(words)"
    " WHERE publication_id = ANY(%s) AND starts_with(lexeme, '3')"
)
STORED_IN_FTS5 = (
    "SELECT title || ' ' || people || ' ' || shelves FROM books_publicationwords"
    " WHERE rowid IN (SELECT value FROM json_each(%s))"
)


def words_to_keep(words: Words) -> set[str]:
    return set(filter(can_be_mistyped, (*words.title, *words.people, *words.shelves)))


def can_be_mistyped(word: str) -> bool:
    """A number is right or wrong, and so is a very short word."""
    return len(word) >= SHORTEST and word.isalpha()


def update(before: Iterable[str], words: Iterable[Words]) -> None:
    """After the words of some publications have changed: `before` are those they had."""
    now = set().union(*map(words_to_keep, words))
    rows = [PublicationWord(word=word, length=len(word)) for word in sorted(now)]
    PublicationWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    gone = [word for word in set(before) - now if not is_kept(word)]
    PublicationWord.objects.filter(word__in=gone).delete()


def stored_words(keys: Collection[int]) -> set[str]:
    """The words that these publications have now in their titles, names and shelves."""
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(STORED_IN_VECTORS, [list(keys)])
        else:
            cursor.execute(STORED_IN_FTS5, [json.dumps(list(keys))])
        found = {word for (text,) in cursor.fetchall() for word in text.split()}
    return {word for word in found if can_be_mistyped(word)}


def is_kept(word: str) -> bool:
    """Whether any publication has this word there, and not only a longer one."""
    return any_has(exact_query_of(word, SHELVES), PublicationSearch.objects.all())


def nearest(word: str) -> str | None:
    """The known word that was most likely meant; None where none is near, or the word is known."""
    if not can_be_mistyped(word) or is_known(word):
        return None
    most = 2 if len(word) >= LONG else 1
    ends = Q(word__startswith=word[0]) | Q(word__endswith=word[-1])
    lengths = Q(length__range=(len(word) - most, len(word) + most))
    near = PublicationWord.objects.filter(ends, lengths).values_list("word", flat=True)
    ranked = sorted((OSA.distance(word, each, score_cutoff=most), each) for each in near)
    likely = (each for distance, each in ranked if distance <= most)
    return next(filter(is_public, likely), None)


def is_public(word: str) -> bool:
    """Whether anything that has it there can be read now: a word stays until that is withdrawn."""
    return any_has(exact_query_of(word, SHELVES), PublicationSearch.objects.public())


def is_known(word: str) -> bool:
    """Whether anything, its texts included, has a word that begins so."""
    return any_has(query_of([word], LEVELS[-1]), PublicationSearch.objects.public())


def any_has(query: str, rows: QuerySet) -> bool:
    """Of the first of them alone, PostgreSQL would look for it from row to row."""
    return rows.filter(having(query)).count() > 0
