"""What a search finds: books, people, shelves and pages, all of it from publications."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from books.index import find
from books.index.entries import strings_of
from books.index.limits import get_search_words, has_too_many_words
from books.index.vocabulary import nearest
from books.listing.cards import Card, card_of
from books.listing.front import front_of, language_of
from books.listing.here import searched_here, things_here
from books.listing.paging import Numbered, rows_of
from books.models import Publication, PublisherSettings
from books.publishing.faces import texts_of
from search.highlighting import excerpt, marked

Kind = Publication.Kind
PAGE_SIZE = 24
MOST_BESIDE = 12
BEST_FIRST = ("relevance", "-sort_date", "object_id")


@dataclass(frozen=True)
class FoundBook:
    """A card, with the words that were found marked; `excerpt` is from the book's texts."""

    card: Card
    title: SafeString
    subtitle: SafeString
    byline: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class FoundThing:
    """A person, a shelf or a page."""

    label: SafeString
    path: str
    kind: str = ""
    excerpt: SafeString | str = ""


class BestFirst:
    """The keys of the books that are found, to be counted, and read a page at a time."""

    def __init__(self, text: str, request: HttpRequest) -> None:
        search, rows = find.Search.of(text), searched_here(request)
        self.count = search.among(rows).count
        parts = search.best_first(rows)
        self.parts = [each.order_by(*BEST_FIRST).values_list("pk", flat=True) for each in parts]

    def __getitem__(self, places: slice) -> list[int]:
        return find.across(self.parts, places.start, places.stop - places.start)


class FoundBooks(Numbered):
    """One page of the books that are found, best first."""

    def __init__(self, text: str, request: HttpRequest) -> None:
        query = QueryDict(urlencode({"q": text}))
        super().__init__(BestFirst(text, request), request, PAGE_SIZE, query=query)
        words = get_search_words(text)
        currency = PublisherSettings.behind(request).default_currency
        records = [json.loads(row.record) for row in rows_of(self.keys)]
        self.books = [found_book(record, words, currency) for record in records]

    def __len__(self) -> int:
        return len(self.books)


def found_book(record: dict[str, Any], words: Sequence[str], currency: str) -> FoundBook:
    card = card_of(record, currency)
    return FoundBook(
        card=card,
        title=marked(card.title, words),
        subtitle=marked(card.subtitle, words),
        byline=marked(card.byline, words),
        excerpt=excerpt(list(texts_of_book(record)), words),
    )


def texts_of_book(record: dict[str, Any]) -> Iterator[str]:
    """What stands in the description and the contents, as far as a search looks into it."""
    yield record["tagline"]
    for block in (*record["description"], *record["contents"]):
        yield from strings_of(block["value"])


class Found:
    """All that is found; `meant` is what was searched for instead of what nothing is called,
    and `ignores_words` tells that the text has more words than are searched for."""

    def __init__(self, text: str, request: HttpRequest) -> None:
        self.request, self.text = request, text
        self.meant = ""
        self.ignores_words = has_too_many_words(text)
        self.look()
        if not self and (guess := guessed(text)):
            self.meant = self.text = guess
            self.look()

    def look(self) -> None:
        self.books = FoundBooks(self.text, self.request)
        first = self.books.page.number == 1
        self.people = self.things([Kind.CONTRIBUTOR]) if first else []
        self.shelves = self.things([Kind.SUBJECT, Kind.SERIES]) if first else []
        self.pages = found_pages(self.text, self.request) if first else []

    def __bool__(self) -> bool:
        return bool(len(self.books) or self.people or self.shelves or self.pages)

    def things(self, kinds: list[str]) -> list[FoundThing]:
        words = get_search_words(self.text)
        rows = best(things_here(self.request, *kinds), self.text)
        return [
            FoundThing(marked(record["name"], words), prefixed(self.request, record["path"]), kind)
            for kind, record in rows
        ]


def guessed(text: str) -> str:
    """The text with its mistyped words mended; empty where no word has a likely other."""
    words = get_search_words(text)
    mended = [nearest(word) or word for word in words]
    return " ".join(mended) if mended != words else ""


def best(rows: QuerySet, text: str) -> list[tuple[str, dict[str, Any]]]:
    """Kind and record of those found, best first."""
    found = find.search(rows, text).order_by("relevance", "title_key", "object_id")[:MOST_BESIDE]
    return [(Kind(row.kind).label, json.loads(row.record)) for row in found]


def prefixed(request: HttpRequest, path: str) -> str:
    """The path in the language of the page: things are stored under that of the site."""
    front = front_of(request)
    home, first = front.home, next(iter(front.homes.values()), None)
    return path if home == first or home is None else home.url.rstrip("/") + path


def found_pages(text: str, request: HttpRequest) -> list[FoundThing]:
    words, front = get_search_words(text), front_of(request)
    site, homes = front.site, front.homes
    rows = Publication.objects.public().filter(kind=Kind.PAGE, site_id=site and site.pk)
    if len(homes) > 1:
        rows = find.with_term(rows, "locale", [language_of(homes)])
    found = find.search(rows, text).order_by("relevance", "title_key", "object_id")[:MOST_BESIDE]
    ids = list(found.values_list("object_id", flat=True))
    pages = {page.pk: page for page in Page.objects.live().filter(pk__in=ids).specific()}
    return [found_page(pages[pk], words) for pk in ids if pk in pages]


def found_page(page: Page, words: Sequence[str]) -> FoundThing:
    said = excerpt(list(texts_of(page)), words)
    return FoundThing(marked(page.title, words), page.url, excerpt=said)


def suggestions(text: str, request: HttpRequest) -> list[dict[str, str]]:
    """At most eight: books by their titles and names first, then people and shelves."""
    words = get_search_words(text)
    if not words:
        return []
    likely, _in_texts = find.Search.of(text).best_first(searched_here(request))
    books = likely.filter(relevance__lte=2).order_by(*BEST_FIRST)
    rows = rows_of(list(books.values_list("pk", flat=True)[:5]))
    suggested = [suggestion(_("Book"), "title", json.loads(row.record)) for row in rows]
    kinds = [Kind.CONTRIBUTOR, Kind.SUBJECT, Kind.SERIES]
    for kind, record in best(things_here(request, *kinds), text)[:3]:
        record["path"] = prefixed(request, record["path"])
        suggested.append(suggestion(str(kind).capitalize(), "name", record))
    return suggested


def suggestion(kind: str, name: str, record: dict[str, Any]) -> dict[str, str]:
    return {"kind": kind, "label": record[name], "path": record["path"]}
