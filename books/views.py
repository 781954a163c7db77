"""Pages about what books share: a contributor, a subject, a series."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from books.listing import SubjectTree, credited_publicly, listed_page, shelves_with_books
from books.merging.addresses import or_where_it_went
from books.models import BookPage, BookSubject, Contribution, Series, Subject
from books.queries import contributors

NUMBER = re.compile(r"\d+")


@or_where_it_went("contributor")
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """A contributor with their books; without a public book, unknown."""
    person = get_object_or_404(contributors(), slug=slug, pk__in=credited_publicly())
    credits = Contribution.objects.filter(contributor=person).values("page")
    books = BookPage.objects.published().filter(pk__in=credits).newest_first().for_cards()
    context = {"contributor": person, "books": listed_page(books, request)}
    return render(request, "books/contributor.html", context)


@or_where_it_went("subject")
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """A subject with the books of all that stands under it; without a public book, unknown."""
    shelf = get_object_or_404(Subject, slug=slug)
    tree, with_books = SubjectTree(), shelves_with_books()
    below = tree.below(shelf)
    if not below & with_books:
        raise Http404
    placed = BookSubject.objects.filter(subject__in=below).values("page")
    books = BookPage.objects.published().filter(pk__in=placed).newest_first().for_cards()
    context = {
        "subject": shelf,
        "above": tree.above(shelf),
        "children": tree.shown_children(shelf, with_books),
        "books": listed_page(books, request),
    }
    return render(request, "books/subject.html", context)


@or_where_it_went("series")
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A series in the order of its numbers; without a public book, unknown."""
    run = get_object_or_404(Series, slug=slug)
    books = BookPage.objects.published().filter(series=run).order_by("title").for_cards()
    in_order = sorted(books, key=place_in_series)
    if not in_order:
        raise Http404
    context = {"series": run, "books": listed_page(in_order, request)}
    return render(request, "books/series.html", context)


def place_in_series(book: BookPage) -> tuple[float, str]:
    """Numbered books by their number ("2" before "10"), the others after them."""
    number = NUMBER.search(book.series_number)
    return (int(number[0]) if number else float("inf"), book.series_number)
