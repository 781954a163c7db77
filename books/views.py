"""Pages about what books share: contributors, subjects, series."""

import re

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from books.index import find
from books.listing.freshness import open_to_all
from books.listing.here import books_here, counts_here
from books.listing.paging import Listed, keys_of
from books.listing.people import People
from books.listing.shelves import SubjectTree
from books.merging.addresses import or_where_it_went
from books.models import BookPage, Publication, PublisherSettings, Series, Subject
from books.queries import contributors

NUMBER = re.compile(r"\d+")


def public_things(kind: str) -> QuerySet:
    """The ids of those that a public book names."""
    return Publication.objects.public().filter(kind=kind).values("object_id")


@open_to_all
def people(request: HttpRequest) -> HttpResponse:
    """All contributors with a page, by the letter that their names sort under."""
    return render(request, "books/contributors.html", {"people": People(request)})


@open_to_all
@or_where_it_went("contributor")
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """A contributor with their books; without a public book, unknown."""
    person = get_object_or_404(contributors(), slug=slug, pk__in=public_things("contributor"))
    context = {"contributor": person, "listed": books_of(request, "contributor", person)}
    return render(request, "books/contributor.html", context)


@open_to_all
@or_where_it_went("subject")
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """A subject with the books of all that stands under it; without a public book, unknown."""
    public = set(public_things("subject").values_list("object_id", flat=True))
    shelf = get_object_or_404(Subject, slug=slug, pk__in=public)
    tree = SubjectTree()
    context = {
        "subject": shelf,
        "above": tree.above(shelf),
        "children": tree.shown_children(shelf, public),
        "listed": books_of(request, "subject", shelf),
    }
    return render(request, "books/subject.html", context)


@open_to_all
@or_where_it_went("series")
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A series in the order of its numbers; without a public book, unknown."""
    run = get_object_or_404(Series, slug=slug, pk__in=public_things("series"))
    rows = find.with_term(books_here(request), "series", [run.pk])
    numbers = dict(BookPage.objects.filter(series=run).values_list("pk", "series_number"))
    keys = rows.order_by("title_key", "object_id").values_list("pk", "object_id")
    in_order = sorted(keys, key=lambda each: place_in_series(numbers.get(each[1], "")))
    listed = Listed([pk for pk, _book in in_order], request, currency_of(request))
    return render(request, "books/series.html", {"series": run, "listed": listed})


def books_of(request: HttpRequest, name: str, thing: Model) -> Listed:
    """The public books with this contributor or subject, newest first."""
    rows = find.with_term(books_here(request), name, [thing.pk])
    count = counts_here(request).books(name, thing.pk)
    return Listed(keys_of(rows), request, currency_of(request), count)


def currency_of(request: HttpRequest) -> str:
    return PublisherSettings.behind(request).default_currency


def place_in_series(number: str) -> tuple[float, str]:
    """Numbered books by their number ("2" before "10"), the others after them."""
    found = NUMBER.search(number)
    return (int(found[0]) if found else float("inf"), number)
