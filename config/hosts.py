"""Hosts whose port no site has are refused: Django's `ALLOWED_HOSTS` (5.2) looks at names alone.

Full addresses in answers repeat the host, and the edge and other caches keep an answer for each:
with made-up ports anyone could fill them.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from wagtail.models import Site

from config.errors import error_response

DEFAULT_PORTS = {"http": 80, "https": 443}
# The highest is 65535.
MOST_DIGITS = 5


class HostMiddleware:
    """Writes each host in one way too: in lower case, and without the usual port of its scheme.

    What is no host at all Django refuses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        address = urlsplit(settings.SITE_URL)
        self.site_port = address.port or DEFAULT_PORTS.get(address.scheme)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name, port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if port and not self.is_known(request, port):
            detail = "No site has this port."
            return error_response(request, HTTPStatus.BAD_REQUEST, detail)
        if name:
            usual = not port or int(port) == DEFAULT_PORTS[request.scheme]
            request.META["HTTP_HOST"] = name if usual else f"{name}:{int(port)}"
        return self.get_response(request)

    def is_known(self, request: HttpRequest, port: str) -> bool:
        """Asks the database only for what is neither where we listen nor where readers come."""
        if len(port) > MOST_DIGITS:
            return False
        number = int(port)
        usual = number in (DEFAULT_PORTS[request.scheme], self.site_port)
        # At a socket in a file system, no port is a number.
        listening = str(number) == request.META.get("SERVER_PORT")
        return usual or listening or Site.objects.filter(port=number).exists()
