"""The site that a request is for, as a part of statements that are built once."""

from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site

from books.statements import given


def address_asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "host": split_domain_port(request._get_raw_host())[0],
        "port": int(request.get_port()),
    }


def sites_asked() -> QuerySet:
    """The site at `address_asked`, by Wagtail's rules (`Site.find_for_request`)."""
    of_host, default = Q(hostname=given("host")), Q(is_default_site=True)
    others = Site.objects.filter(hostname=OuterRef("hostname")).exclude(pk=OuterRef("pk"))
    ranks = [of_host & Q(port=given("port")), of_host & default, of_host & ~Exists(others), default]
    rank = Case(
        *(When(condition, then=place) for place, condition in enumerate(ranks)),
        output_field=IntegerField(),
    )
    ranked = Site.objects.alias(rank=rank).filter(rank__isnull=False).order_by("rank")
    return ranked.values_list("pk")[:1]
