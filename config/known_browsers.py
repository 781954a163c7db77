"""Browsers that someone has logged in with: strangers who fail to do so do not lock them out.

A signed cookie, sent with the admin's addresses only, says of which account and which browser it
is; guesses from there are counted on their own. It proves nothing else, and opens nothing.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "known_browser"
PATH = "/admin/"
SALT = "config.known_browsers"
# Seconds.
LIFETIME = 90 * 24 * 60 * 60


def find(request: HttpRequest, account: str) -> str:
    """The name of this browser, if it has been used for this account; empty otherwise."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return ""
    return known["browser"] if known["account"] == account else ""


def remember(response: HttpResponse, account: str) -> None:
    known = {"account": account, "browser": secrets.token_hex(8)}
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=LIFETIME,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
