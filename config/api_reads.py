"""The short way of a GET below `/api/` to its view: without what only forms and pages need."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.module_loading import import_string

# In the order of the settings' MIDDLEWARE, of which the others do nothing for such a request.
NEEDED = (
    "config.front.FrontMiddleware",
    # An empty one: Wagtail looks there for passwords given to private pages.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.redirects.QueryRedirectMiddleware",
)
Respond = Callable[[HttpRequest], HttpResponse]


class Views(BaseHandler):
    """Finds the view and asks it; none of these middlewares has a say there."""

    _view_middleware = _template_response_middleware = _exception_middleware = ()


def reader() -> Respond:
    """Each layer turns what is raised below it into an answer, as Django's own do."""
    respond = convert_exception_to_response(as_nobody(Views()._get_response))
    for name in reversed(NEEDED):
        respond = convert_exception_to_response(import_string(name)(respond))
    return respond


def as_nobody(respond: Respond) -> Respond:
    """With no user and in the API's one language, whatever the thread was at before."""

    def respond_to_nobody(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        return respond(request)

    return respond_to_nobody
