"""What caches are told of public answers: keep them, and ask each time whether they are still true.

Answers made of publications alone are sent again only if they may have changed.
"""

from collections.abc import Callable
from datetime import datetime, time
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from wagtail.models import Page

from books.models import Numbering, Publication
from books.models.publication import last_expiry

View = Callable[..., HttpResponseBase]

KEPT = {"public": True, "max_age": 0, "must_revalidate": True}
open_to_all = cache_control(**KEPT)


def open_pages(serve: View) -> View:
    """An `on_serve_page` hook: a page is open to all, unless Wagtail has said that it is not.

    Of a page that is to expire no cache of ours shows anything after that.
    """

    def serve_open(page: Page, request: HttpRequest, *args: object) -> HttpResponseBase:
        response = serve(page, request, *args)
        if response.status_code == HTTPStatus.OK and "Cache-Control" not in response:
            patch_cache_control(response, **KEPT)
            if page.expire_at:
                response["Expires"] = http_date(page.expire_at.timestamp())
        return response

    return serve_open


def checked_each_time(view: View) -> View:
    """Whoever has the answer asks each time whether it is still true, in two small queries."""
    view = condition(etag_func=etag_of, last_modified_func=last_change)(view)
    return require_safe(open_to_all(view))


def etag_of(request: HttpRequest, *args: object, **kwargs: object) -> str:
    """Another one with each change of any publication, each expiry, and each day: books to come
    appear."""
    numbering = Numbering.objects.filter(pk=1).values_list("history", "last", last_expiry())
    history, last, expiry = numbering.first() or ("", 0, None)
    expired = f"-{expiry.timestamp()}" if expiry else ""
    return f'"{history}-{last}{expired}-{timezone.localdate()}"'


def last_change(request: HttpRequest, *args: object, **kwargs: object) -> datetime | None:
    """Of any publication, or the beginning of this day or an expiry, if that was later."""
    rows = Publication.objects.order_by("-number").values_list("changed_at", last_expiry())
    times = [each for each in rows.first() or () if each]
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return max(*times, today) if times else None
