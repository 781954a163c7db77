"""Which site's publications a request reads."""

from typing import Annotated, Any

from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from pydantic import Field
from wagtail.models import Site

from books.api.problems import bad_parameter
from books.models import Publication, PublicationSearch
from books.sites import address_asked, sites_asked
from books.statements import Statement

SiteName = Annotated[
    str,
    Field(
        max_length=260,
        pattern=r"^[^:\s]+(:\d{1,5})?$",
        description="The host name of a site, with its port unless that is 80 or 443;"
        " without it, the site at the address asked.",
        examples=["books.example.com"],
    ),
]


def public_books(request: HttpRequest, site: str | None = None) -> QuerySet:
    """The publications of the books of a site that anyone can read."""
    return books_on(site_id_of(request, site))


def books_on(site_id: Any) -> QuerySet:
    return Publication.objects.books().public().filter(site_id=site_id)


def searched_on(site_id: Any) -> QuerySet:
    """The same books, as a search reads them."""
    return PublicationSearch.objects.books().filter(site_id=site_id)


def books_here() -> QuerySet:
    """For a statement: the same of the site at `address_asked`."""
    return Publication.objects.books().public().filter(site_id=Subquery(sites_asked()))


def site_id_of(request: HttpRequest, name: str | None) -> int | None:
    """Raises a validation error that names `site`."""
    if name is None:
        found = SITE_ASKED.rows(**address_asked(request))
        return found[0][0] if found else None
    host, _, port = name.partition(":")
    ports = [int(port)] if port else [80, 443]
    sites = Site.objects.filter(hostname__iexact=host, port__in=ports)
    site_id = sites.values_list("pk", flat=True).first()
    if site_id is None:
        raise bad_parameter("site", "There is no site of this name.")
    return site_id


SITE_ASKED = Statement(sites_asked)
