"""Wagtail's redirects, which in Wagtail 8 lose the query of the address that was asked for."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect


class QueryRedirectMiddleware(RedirectMiddleware):
    """Hands the query on, unless the redirect is from that very query."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        redirect = super().process_response(request, response)
        query = iri_to_uri(request.META.get("QUERY_STRING", ""))
        if redirect is not response and query and not names_query(request):
            redirect["Location"] = with_query(redirect["Location"], query)
        return redirect


def names_query(request: HttpRequest) -> bool:
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    return get_redirect(request, path) is not None


def with_query(address: str, query: str) -> str:
    """The address with these parameters, but for those that it has itself."""
    parts = urlsplit(address)
    own = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    if own:
        asked = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in asked if name not in own])
    return parts._replace(query="&".join(filter(None, (parts.query, query)))).geturl()
