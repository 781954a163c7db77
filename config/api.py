"""What is mounted under `/api/`: Wagtail's stable v2, and its v3 with routers of ours."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as api_v3
from wagtail.contrib.redirects.api import RedirectsAPIViewSet

from books.api.books import router as books_router
from books.api.generic_views import (
    ShownDocumentsAPIViewSet,
    ShownImagesAPIViewSet,
    SitePagesAPIViewSet,
)

api_v2 = WagtailAPIRouter("wagtailapi")
api_v2.register_endpoint("pages", SitePagesAPIViewSet)
api_v2.register_endpoint("images", ShownImagesAPIViewSet)
api_v2.register_endpoint("documents", ShownDocumentsAPIViewSet)
api_v2.register_endpoint("redirects", RedirectsAPIViewSet)

api_v3.add_router("/books/", books_router)

__all__ = ["api_v2", "api_v3"]
