"""The search page: books, people and pages that anyone can read."""

import re

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from books.index import find
from books.listing.here import books_here
from books.listing.paging import Listed
from books.models import BookPage, Contributor, Publication
from books.queries import readable

LONGEST_QUERY = 200
MOST_BESIDE = 20
WORD = re.compile(r"\w+")


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    words = " ".join(WORD.findall(query.lower()))
    context = {
        "query": query,
        "listed": Listed(found_books(query, request), request),
        "people": found_people(words),
        "pages": found(words, public_pages())[:MOST_BESIDE],
    }
    return render(request, "search/search.html", context)


def found(words: str, things: QuerySet):
    """What matches, best first and still to be sliced; nothing where there are no words."""
    return get_search_backend().search(words, things) if words else things.none()


def found_books(query: str, request: HttpRequest) -> QuerySet:
    rows = find.search(books_here(request), query)
    return rows.order_by("relevance", "-sort_date", "object_id").values_list("pk", flat=True)


def public_pages() -> QuerySet:
    plain = readable(Page.objects.filter(depth__gt=1)).not_type(BookPage)
    return Page.objects.filter(pk__in=plain.order_by().values("pk"))


def found_people(words: str) -> list[Contributor]:
    """Contributors with a page of their own who are credited on a public book."""
    public = Publication.objects.public().filter(kind="contributor").values("object_id")
    return list(found(words, Contributor.objects.filter(live=True, id__in=public))[:MOST_BESIDE])
