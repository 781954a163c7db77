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
    context = {
        "query": query,
        "books": listed_page(found(query, BookPage.objects.published(), cards=True), request),
        "people": found(query, Contributor.objects.filter(pk__in=credited_publicly()))[
            :MOST_BESIDE
        ],
        "pages": found(query, plain_pages())[:MOST_BESIDE],
    }
    return render(request, "search/search.html", context)


def plain_pages() -> QuerySet:
    return readable(Page.objects.filter(depth__gt=1)).not_type(BookPage)


def found(query: str, public: QuerySet, *, cards: bool = False):
    """What of `public` matches the words asked for, best first; nothing where there are none.

    `public` becomes a subquery: the search backend would refuse to filter by its fields.
    """
    words = " ".join(WORD.findall(query.lower()))
    things = public.model._default_manager.filter(pk__in=public.order_by().values("pk"))
    if cards:
        things = things.for_cards()
    return get_search_backend().search(words, things) if words else things.none()
