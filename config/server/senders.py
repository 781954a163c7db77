"""Who sends a request, as far as its environment tells, before Django has seen it."""

from importlib import import_module
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from wagtail.api.v3.auth import BearerTokenAuth

from books.client_address import network_of
from config.edge_http import Environ


def address_of(environ: Environ) -> str:
    """The address, or the network, that the throttles count."""
    return network_of(request_of(environ))


def may_be_editor(environ: Environ) -> bool:
    """Whether it brings what editors bring, whether that is good for anything or not."""
    cookies = environ.get("HTTP_COOKIE", "")
    return f"{settings.SESSION_COOKIE_NAME}=" in cookies or "HTTP_AUTHORIZATION" in environ


def is_editor(environ: Environ) -> bool:
    """Whether its session, or its token, is that of a user who may open the admin.

    Asks the database. Raises django.db.Error.
    """
    request = request_of(environ)
    try:
        if "HTTP_AUTHORIZATION" in environ:
            user = BearerTokenAuth()(request) and request.user
        else:
            engine = import_module(settings.SESSION_ENGINE)
            request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
            user = get_user(request)
        return bool(user) and user.has_perm("wagtailadmin.access_admin")
    finally:
        close_old_connections()


def request_of(environ: Environ) -> WSGIRequest:
    return WSGIRequest(environ | {"wsgi.input": BytesIO()})
