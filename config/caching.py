"""Makes true what views say of caching, once all that stands around them is known (RFC 9111)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from config.errors import is_api

FOR_ONE_READER = "private, no-cache"


class CachingMiddleware:
    """A public page varies by the cookie of who is logged in, who sees more on it and keeps it;
    by the reader's languages it never varies, since the language stands in the address.

    What says nothing of caching is kept by nobody: of errors and redirects, caches would guess."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_api(request):
            return response
        response.headers.setdefault("Cache-Control", FOR_ONE_READER)
        if "public" in response["Cache-Control"]:
            vary_without(response, "Accept-Language")
            if response.get("Content-Type", "").startswith("text/html"):
                patch_vary_headers(response, ["Cookie"])
                if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
                    response["Cache-Control"] = FOR_ONE_READER
        return response


def vary_without(response: HttpResponse, *names: str) -> None:
    """Takes these out of what the answer says it varies by."""
    named = (name.strip() for name in response.get("Vary", "").split(","))
    left_out = {name.lower() for name in names}
    counted = [name for name in named if name and name.lower() not in left_out]
    del response["Vary"]
    if counted:
        patch_vary_headers(response, counted)
