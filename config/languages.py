"""Addresses in a language that a site does not have lead to the same page in the site's own.

A site has the languages in which its home page is public. Everywhere else Wagtail would show the
page of another language (`Page.localized`), and our own views a mixture.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from wagtail.models import Locale, Page

from books.listing.front import Front, front_of
from books.routing import serve
from home.newsletter.links import CONFIRM, UNSUBSCRIBE

# Links that somebody was sent: they work for as long as they said they would.
SENT = {CONFIRM, UNSUBSCRIBE, "shared_draft"}
SAFE = ("GET", "HEAD")


class LanguagesMiddleware:
    """After Django's, which reads the language from the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Raises Http404 for what the site's language has no public page for."""
        if view not in views_in_languages() or is_link_sent(request):
            return None
        front, language = front_of(request), translation.get_language()
        if front.site is None or is_language_of(front, language, view):
            return None
        own = own_language(front)
        if own == language:
            return None
        translation.activate(own)
        request.LANGUAGE_CODE = own
        request.path = request.path_info = path_in(own, request.path_info, language)
        # What is sent is sent again there: nothing that was typed is lost, and nothing told.
        if request.method in SAFE and not is_there(request, view(request, *args, **kwargs)):
            raise Http404("There is no such page in the language of this site.")
        return redirect(request)


@cache
def views_in_languages() -> frozenset[Callable[..., HttpResponseBase]]:
    """All views behind a language in the address, but those of Wagtail's that have no page."""
    patterns = get_resolver().url_patterns
    roots = [each for each in patterns if isinstance(each.pattern, LocalePrefixPattern)]
    return frozenset(view for root in roots for view in views_below(root))


def views_below(pattern: URLPattern | URLResolver) -> list[Callable[..., HttpResponseBase]]:
    if isinstance(pattern, URLResolver):
        return [view for each in pattern.url_patterns for view in views_below(each)]
    return [pattern.callback]


def is_link_sent(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match.url_name in SENT or "_util/" in match.route


def is_language_of(front: Front, language: str, view: Callable[..., HttpResponseBase]) -> bool:
    """Whether its home page is public; where it is not for everyone, its pages are still asked."""
    if language in front.homes:
        return True
    homes = Page.objects.filter(translation_key=front.key, live=True)
    return view is serve and homes.filter(locale__language_code=language).exists()


def own_language(front: Front) -> str:
    """Of the site: that of its root page, whether or not everyone may read it."""
    if front.homes:
        return next(iter(front.homes))
    return Locale.objects.values_list("language_code", flat=True).get(
        pk__in=Page.objects.filter(pk=front.site.root_page_id).values("locale")
    )


def is_there(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this is an answer for everyone: a private page is not told from one that is not."""
    route = getattr(request, "_wagtail_route_for_request", None)
    if route and route.page.get_view_restrictions().exists():
        return False
    return response.status_code in (
        *(HTTPStatus.OK, HTTPStatus.NOT_MODIFIED),
        *(HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND),
    )


def path_in(own: str, path: str, language: str) -> str:
    if language != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{language}")
    return path if own == settings.LANGUAGE_CODE else f"/{own}{path}"


def redirect(request: HttpRequest) -> HttpResponseRedirect:
    """For now: the language may become public at any moment, and no cache must know better."""
    response = HttpResponseRedirect(request.get_full_path(), preserve_request=True)
    add_never_cache_headers(response)
    return response
