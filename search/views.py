"""The search page: books, people and pages that anyone can read."""

import re

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from books.listing import listed_page
from books.models import BookPage, Contribution, Contributor
from books.queries import readable

LONGEST_QUERY = 200
MOST_BESIDE = 20


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    context = {
        "query": query,
        "books": listed_page(found_books(query), request),
        "people": found_people(query),
        "pages": found_pages(query),
    }
    return render(request, "search/search.html", context)


def found_ids(query: str, model: type[Model]) -> list[int]:
    """Ids of what matches, best first, before anyone has asked whether it is public."""
    words = " ".join(re.findall(r"\w+", query.lower()))
    return [found.pk for found in get_search_backend().search(words, model)] if words else []


def found_books(query: str) -> list[BookPage]:
    ids = found_ids(query, BookPage)
    books = BookPage.objects.published().filter(pk__in=ids).for_cards()
    return in_order(books, ids)


def found_people(query: str) -> list[Contributor]:
    """Contributors with a page of their own who are credited on a public book."""
    ids = found_ids(query, Contributor)
    books = BookPage.objects.published().order_by().values("pk")
    credited = Contribution.objects.filter(page__in=books).values("contributor")
    people = Contributor.objects.filter(pk__in=ids, live=True).filter(pk__in=credited)
    return in_order(people, ids)[:MOST_BESIDE]


def found_pages(query: str) -> list[Page]:
    ids = found_ids(query, Page)
    return in_order(readable(Page.objects.filter(pk__in=ids, depth__gt=1)).not_type(BookPage), ids)[
        :MOST_BESIDE
    ]


def in_order(things, ids: list[int]) -> list:
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(things, key=lambda thing: places[thing.pk])
