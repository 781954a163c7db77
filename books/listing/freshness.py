"""Answers made of publications: asked again, they are sent again only if they may have changed."""

from collections.abc import Callable
from datetime import datetime, time

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from books.models import Numbering, Publication

View = Callable[..., HttpResponseBase]


def checked_each_time(view: View) -> View:
    """Whoever has the answer asks each time whether it is still true, in two small queries."""
    view = cache_control(public=True, max_age=0, must_revalidate=True)(view)
    return require_safe(condition(etag_func=etag_of, last_modified_func=last_change)(view))


def etag_of(request: HttpRequest, *args: object, **kwargs: object) -> str:
    """Another one with each change of any publication, and each day: books to come appear."""
    numbering = Numbering.objects.filter(pk=1).values_list("history", "last").first()
    history, last = numbering or ("", 0)
    return f'"{history}-{last}-{timezone.localdate()}"'


def last_change(request: HttpRequest, *args: object, **kwargs: object) -> datetime | None:
    """Of any publication, or the beginning of this day, if that was later."""
    newest = Publication.objects.order_by("-number").values_list("changed_at", flat=True).first()
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return newest and max(newest, today)
