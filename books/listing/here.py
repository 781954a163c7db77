"""Which publications a list is made from: those of the site that is asked, in its language."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from books.index import find
from books.index.counts import Counts
from books.index.entries import path_value
from books.listing.front import front_of, language_of
from books.models import Publication, PublicationSearch


def books_here(request: HttpRequest | None) -> QuerySet:
    """The public books of this site, of the language that its pages are read in."""
    front = front_of(request)
    if front.site is None:
        return Publication.objects.none()
    rows = Publication.objects.books().public().filter(site_id=front.site.pk)
    homes = front.homes
    return find.with_term(rows, "locale", [language_of(homes)]) if len(homes) > 1 else rows


def searched_here(request: HttpRequest) -> QuerySet:
    """The same books, as a search reads them."""
    front = front_of(request)
    rows = PublicationSearch.objects.books().filter(site_id=front.site and front.site.pk)
    homes = front.homes
    return find.with_term(rows, "locale", [language_of(homes)]) if len(homes) > 1 else rows


def counts_here(request: HttpRequest) -> Counts:
    """The stored counts of `books_here`."""
    front = front_of(request)
    language = language_of(front.homes) if len(front.homes) > 1 else None
    return Counts(front.site and front.site.pk, language)


def things_here(request: HttpRequest, *kinds: str) -> QuerySet:
    """The public contributors, subjects or series; of several sites, those that this one's books
    name."""
    rows = Publication.objects.public().filter(kind__in=kinds)
    if Site.objects.count() < 2:
        return rows
    named = [find.named_by(books_here(request), kind).values("pk") for kind in kinds]
    return rows.filter(reduce(or_, (Q(pk__in=each) for each in named)))


def book_at(request: HttpRequest, path: str) -> Publication | None:
    """The public book at this address of the site, in whatever language; a path as it is asked."""
    site = front_of(request).site
    rows = Publication.objects.books().public().filter(site_id=site and site.pk)
    return find.with_term(rows, "path", [path_value(iri_to_uri(path))]).first()
