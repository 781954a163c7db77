"""Pages about what books share: a contributor, a subject, a series."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from books.models import BookPage, Contributor, Series, Subject


def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(Contributor, slug=slug, live=True)
    books = BookPage.objects.published().filter(contributions__contributor=person)
    return render(request, "books/contributor.html", {"contributor": person, "books": books})


def subject(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = get_object_or_404(Subject, slug=slug)
    books = BookPage.objects.published().filter(book_subjects__subject=shelf)
    return render(request, "books/subject.html", {"subject": shelf, "books": books})


def series(request: HttpRequest, slug: str) -> HttpResponse:
    run = get_object_or_404(Series, slug=slug)
    books = BookPage.objects.published().filter(series=run)
    return render(request, "books/series.html", {"series": run, "books": books})
