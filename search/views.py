"""The search page: books, people and pages that anyone can read."""

import re

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from books.listing import credited_publicly, listed_page
from books.models import BookPage, Contributor
from books.queries import readable

LONGEST_QUERY = 200
MOST_BESIDE = 20
WORD = re.compile(r"\w+")


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    words = " ".join(WORD.findall(query.lower()))
    context = {
        "query": query,
        "books": listed_page(found(words, public_books()), request),
        "people": found_people(words),
        "pages": found(words, public_pages())[:MOST_BESIDE],
    }
    return render(request, "search/search.html", context)


def found(words: str, things: QuerySet):
    """What matches, best first and still to be sliced; nothing where there are no words."""
    return get_search_backend().search(words, things) if words else things.none()


def public_books() -> QuerySet:
    """A subquery, as the search backend refuses to filter by fields that it has not indexed."""
    public = BookPage.objects.published().order_by().values("pk")
    return BookPage.objects.filter(pk__in=public).for_cards()


def public_pages() -> QuerySet:
    plain = readable(Page.objects.filter(depth__gt=1)).not_type(BookPage)
    return Page.objects.filter(pk__in=plain.order_by().values("pk"))


def found_people(words: str) -> list[Contributor]:
    """Contributors with a page of their own who are credited on a public book."""
    public = credited_publicly().values("contributor")
    return list(found(words, Contributor.objects.filter(live=True, id__in=public))[:MOST_BESIDE])
