"""Wagtail's searches (v2, v3, the admin's lists and choosers) keep the limits of ours.

modelsearch 1 builds an expression for each word, nested in that of the word before: of some 200
words Python refuses to compile it.
"""

from typing import Any

from modelsearch.backends.base import BaseSearchBackend, BaseSearchResults

from books.index.limits import cut_search

search = BaseSearchBackend._search


def limit_searches() -> None:
    """Replace what both `search()` and `autocomplete()` of every backend call."""
    BaseSearchBackend._search = search_within_limits


def search_within_limits(
    backend: BaseSearchBackend, compiler: type, query: Any, *args: Any, **kwargs: Any
) -> BaseSearchResults:
    """A query that is no text was built by code, not typed."""
    query = cut_search(query) if isinstance(query, str) else query
    return search(backend, compiler, query, *args, **kwargs)
