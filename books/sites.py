"""The site that a request is for."""

from django.http import HttpRequest

from books.listing.front import front_of


def root_url_of(request: HttpRequest) -> str:
    """The full address of the site, without a `/` at its end."""
    site = front_of(request).site
    return site.root_url if site else f"{request.scheme}://{request.get_host()}"
