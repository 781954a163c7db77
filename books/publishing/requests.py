"""What an editor's request decides on is read under the lock, whichever view decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.api.v3.auth import BearerTokenAuth

from books.publishing.publications import lock_numbering
from books.publishing.records import RecordError

View = Callable[..., HttpResponse]
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
READS = ("GET", "HEAD", "OPTIONS")
# Sent again and again while someone types, and changing nothing that others read: a preview must
# not wait until somebody else has published. By the last part of the view's name.
TYPING = {
    *("preview", "preview_on_add", "preview_on_edit", "wagtailadmin_block_preview"),
    *("ping", "release", "wagtailadmin_dismissibles"),
}
READINESS = {"book_readiness:add", "book_readiness:edit"}


def decide_under_lock(view: View) -> View:
    """Run a view that writes in one transaction, which has the lock before the view reads.

    Wagtail's views read a page, look whether its user may, and only then begin to write: of two
    at the same moment, each decides on what the other is about to change. The changes that the
    view makes are settled as each of them ends, where the view can answer a refusal.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not takes_lock(request):
            return view(request, *args, **kwargs)
        read_body(request)
        with transaction.atomic():
            lock_numbering()
            try:
                return view(request, *args, **kwargs)
            except (RecordError, ValidationError) as error:
                # Undone already, by the change that it ended. A draft saved before that stays.
                refusal = error
        raise refusal

    wrapper.decides_under_lock = True
    return wrapper


def takes_lock(request: HttpRequest) -> bool:
    """Whether an editor, or an app with a token, asks for a change."""
    if request.method in READS or not has_sender(request):
        return False
    match = request.resolver_match
    return match.view_name not in READINESS and match.url_name not in TYPING


def has_sender(request: HttpRequest) -> bool:
    """Nobody holds others up without a session, or a token that is known."""
    if "Authorization" in request.headers:
        return bool(BearerTokenAuth()(request))
    return request.user.is_authenticated


def read_body(request: HttpRequest) -> None:
    """All of it, so that a slow sender keeps only its own request waiting."""
    request.POST  # noqa: B018
    if request.content_type not in FORMS:
        request.body  # noqa: B018
