from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """What was uploaded; config/headers.py keeps it from running anything."""
    return serve(request, path, document_root=settings.MEDIA_ROOT)
