import posixpath
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from books.media import Readers, readers_of

# What a reader's browser has shown it may show again for a while; nobody else is told of it.
CACHING = {
    Readers.EVERYONE: "public, max-age=300, s-maxage=0",
    Readers.WHO_ASKS: "private, no-store",
}


View = Callable[..., HttpResponseBase]


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded images; documents have a view of their own, which asks who may read them.

    config/headers.py keeps what was uploaded from running anything.
    """
    name = posixpath.normpath(path).lstrip("/")
    readers = readers_of(name, request)
    if readers is Readers.NOBODY:
        raise Http404("There is no such file.")
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = CACHING[readers]
    return response


def state_caching(serve_document: View) -> View:
    """Around Wagtail's view of a document, which says nothing to caches."""

    @wraps(serve_document)
    def serve_and_state(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = serve_document(request, *args, **kwargs)
        if readers := getattr(request, "document_readers", None):
            response["Cache-Control"] = CACHING[readers]
        # Wagtail 8 writes the encoding that it could not guess.
        if response.get("Content-Encoding") == "None":
            del response["Content-Encoding"]
        return response

    return serve_and_state
