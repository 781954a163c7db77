"""Which publications a list is made from: those of the site that is asked, in its language."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site

from books.index import find
from books.index.counts import Counts
from books.index.entries import path_value
from books.models import Publication, PublicationSearch
from books.queries import readable


def books_here(request: HttpRequest | None) -> QuerySet:
    """The public books of this site, of the language that its pages are read in."""
    site = Site.find_for_request(request) if request else None
    if site is None:
        return Publication.objects.none()
    rows = Publication.objects.books().public().filter(site_id=site.pk)
    homes = homes_by_language(request)
    return find.with_term(rows, "locale", [language_of(homes)]) if len(homes) > 1 else rows


def searched_here(request: HttpRequest) -> QuerySet:
    """The same books, as a search reads them."""
    site = Site.find_for_request(request)
    rows = PublicationSearch.objects.books().filter(site_id=site and site.pk)
    homes = homes_by_language(request)
    return find.with_term(rows, "locale", [language_of(homes)]) if len(homes) > 1 else rows


def counts_here(request: HttpRequest) -> Counts:
    """The stored counts of `books_here`."""
    site = Site.find_for_request(request)
    homes = homes_by_language(request)
    return Counts(site and site.pk, language_of(homes) if len(homes) > 1 else None)


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
    site = Site.find_for_request(request)
    rows = Publication.objects.books().public().filter(site_id=site and site.pk)
    return find.with_term(rows, "path", [path_value(iri_to_uri(path))]).first()


def homes_by_language(request: HttpRequest | None) -> dict[str, Page]:
    """The public home pages of this site by language code, its own first; asked for once."""
    known = getattr(request, "_homes", None)
    if known is None:
        site = request and Site.find_for_request(request)
        known = translations_by_language(site.root_page) if site else {}
        if request:
            request._homes = known
    return known


def translations_by_language(page: Page) -> dict[str, Page]:
    """The page and its public translations, by language code; the page itself first."""
    pages = readable(Page.objects.filter(translation_key=page.translation_key))
    found = {each.locale.language_code: each for each in pages.select_related("locale")}
    own = page.locale.language_code
    return {code: found[code] for code in sorted(found, key=lambda code: (code != own, code))}


def language_of(homes: dict[str, Page]) -> str:
    """The active language where the site has it, otherwise the site's own."""
    active = translation.get_language() or ""
    return active if active in homes else next(iter(homes), active)
