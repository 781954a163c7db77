"""The site that a request is for."""

from django.http import HttpRequest
from wagtail.models import Site


def root_url_of(request: HttpRequest) -> str:
    """The full address of the site, without a `/` at its end."""
    site = Site.find_for_request(request)
    return site.root_url if site else f"{request.scheme}://{request.get_host()}"
