"""What is mounted under `/api/`: Wagtail's stable v2, and its v3 with routers of ours."""

from django.http import HttpRequest, HttpResponse
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.urls import api as api_v3
from wagtail.contrib.redirects.api import RedirectsAPIViewSet

from books.api.books import router as books_router
from books.api.changes import router as changes_router
from books.api.generic_views import (
    ShownDocumentsAPIViewSet,
    ShownImagesAPIViewSet,
    SitePagesAPIViewSet,
    hold_back_what_is_not_public,
)
from books.api.previews import router as previews_router
from books.api.shared import contributors_router, series_router, subjects_router
from books.publishing.records import RecordError

api_v2 = WagtailAPIRouter("wagtailapi")
api_v2.register_endpoint("pages", SitePagesAPIViewSet)
api_v2.register_endpoint("images", ShownImagesAPIViewSet)
api_v2.register_endpoint("documents", ShownDocumentsAPIViewSet)
api_v2.register_endpoint("redirects", RedirectsAPIViewSet)

hold_back_what_is_not_public()
api_v3.add_router("/books/", books_router)
api_v3.add_router("/contributors/", contributors_router)
api_v3.add_router("/subjects/", subjects_router)
api_v3.add_router("/series/", series_router)
api_v3.add_router("/changes/", changes_router)
api_v3.add_router("/previews/", previews_router)


@api_v3.exception_handler(RecordError)
def record_error(request: HttpRequest, error: RecordError) -> HttpResponse:
    return problem_response(status=409, detail=str(error))


__all__ = ["api_v2", "api_v3"]
