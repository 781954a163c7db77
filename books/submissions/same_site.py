"""Forms without a cookie or a token, so that caches can hand them out: what is sent from another
site is known by what the browser says of itself."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

HERE = {"same-origin", "none"}


def comes_from_here(request: HttpRequest) -> bool:
    """By `Sec-Fetch-Site` (Fetch Metadata), `Origin` (RFC 6454) and, without both, `Referer`.

    All that are there have to agree; without any of them, nothing is taken.
    """
    said = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin") or origin_of(request.headers.get("Referer", ""))
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    if said is not None and said not in HERE:
        return False
    return origin == own_origin(request) if origin else said is not None


def own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def origin_of(address: str) -> str:
    """`https://host:port`, or nothing for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
