import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from books.media import Readers, readers_of


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded images; documents have a view of their own, which asks who may read them.

    config/headers.py keeps what was uploaded from running anything.
    """
    name = posixpath.normpath(path).lstrip("/")
    readers = readers_of(name, request)
    if readers is Readers.NOBODY:
        raise Http404("There is no such file.")
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    if readers is Readers.WHO_ASKS:
        response["Cache-Control"] = "private, no-store"
    return response
