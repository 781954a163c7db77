import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

IMAGES = ("images", "original_images")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded images; documents have a view of their own, which asks who may read them.

    config/headers.py keeps what was uploaded from running anything.
    """
    if posixpath.normpath(path).lstrip("/").split("/")[0] not in IMAGES:
        raise Http404("There is no such file.")
    return serve(request, path, document_root=settings.MEDIA_ROOT)
