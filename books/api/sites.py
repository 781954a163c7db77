"""Which site's publications a request reads."""

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import Field
from wagtail.models import Site

from books.api.problems import bad_parameter
from books.models import Publication

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
    return Publication.objects.books().public().filter(site_id=site_id_of(request, site))


def site_id_of(request: HttpRequest, name: str | None) -> int | None:
    """Raises a validation error that names `site`."""
    if name is None:
        site = Site.find_for_request(request)
        return site and site.pk
    host, _, port = name.partition(":")
    ports = [int(port)] if port else [80, 443]
    sites = Site.objects.filter(hostname__iexact=host, port__in=ports)
    site_id = sites.values_list("pk", flat=True).first()
    if site_id is None:
        raise bad_parameter("site", "There is no site of this name.")
    return site_id
