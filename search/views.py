"""The search page, and what is suggested while a search is typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from books.listing.freshness import open_to_all
from search.results import Found, suggestions

LONGEST_QUERY = 200


@require_safe
@open_to_all
def search(request: HttpRequest) -> HttpResponse:
    query = query_of(request)
    context = {"query": query, "found": Found(query, request) if query else None}
    return render(request, "search/search.html", context)


@require_safe
@open_to_all
def suggest(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"suggestions": suggestions(query_of(request), request)})


def query_of(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_QUERY]
