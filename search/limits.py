"""Wagtail's searches (v2, v3, the admin's lists and choosers) keep the limits of ours.

modelsearch 1 builds an expression for each word, nested in that of the word before: of some 200
words Python refuses to compile it.
"""

from copy import copy
from typing import Any

from modelsearch.backends.base import BaseSearchBackend, BaseSearchResults
from modelsearch.query import And, Or, Phrase, PlainText

from books.index.limits import MOST_WORDS, cut_search

search = BaseSearchBackend._search


def limit_searches() -> None:
    """Replace what both `search()` and `autocomplete()` of every backend call."""
    BaseSearchBackend._search = search_within_limits


def search_within_limits(
    backend: BaseSearchBackend, compiler: type, query: Any, *args: Any, **kwargs: Any
) -> BaseSearchResults:
    return search(backend, compiler, cut_query(query), *args, **kwargs)


def cut_query(query: Any, most: int = MOST_WORDS) -> Any:
    """The beginning of a query, of so many words: a text, or what Wagtail's admin makes of one.

    `modelsearch.utils.parse_query_string` makes a phrase of what stands in quotation marks.
    """
    match query:
        case str():
            return cut_search(query)
        case PlainText() | Phrase():
            shorter = copy(query)
            shorter.query_string = " ".join(cut_search(query.query_string).split()[:most])
            return shorter
        case And() | Or():
            kept = []
            for part in query.subqueries:
                if most <= 0:
                    break
                kept.append(cut_query(part, most))
                most -= count_words(kept[-1])
            return type(query)(kept)
    return query


def count_words(query: Any) -> int:
    match query:
        case PlainText() | Phrase():
            return len(query.query_string.split())
        case And() | Or():
            return sum(map(count_words, query.subqueries))
    return 1
