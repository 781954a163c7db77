"""What is mounted under `/api/`: Wagtail's stable v2, and its v3 with routers of ours."""

from django.http import HttpRequest, HttpResponse
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.urls import api as api_v3

from books.api.books import router as books_router
from books.api.changes import router as changes_router
from books.api.exam_copies import router as exam_copies_router
from books.api.generic_views import (
    FollowedRedirectsAPIViewSet,
    ShownDocumentsAPIViewSet,
    ShownImagesAPIViewSet,
    SitePagesAPIViewSet,
    hold_back_what_is_not_public,
)
from books.api.previews import router as previews_router
from books.api.shared import contributors_router, series_router, subjects_router
from books.publishing.records import RecordError
from config.api_errors import answer_with_problems
from config.api_requests import refuse_what_is_not_known
from config.api_throttles import AnonymousThrottle, TokenThrottle
from config.api_tokens import refuse_unknown_tokens
from config.openapi import describe
from home.api import router as newsletter_router

api_v2 = WagtailAPIRouter("wagtailapi")
api_v2.register_endpoint("pages", SitePagesAPIViewSet)
api_v2.register_endpoint("images", ShownImagesAPIViewSet)
api_v2.register_endpoint("documents", ShownDocumentsAPIViewSet)
api_v2.register_endpoint("redirects", FollowedRedirectsAPIViewSet)

hold_back_what_is_not_public()
refuse_unknown_tokens()
refuse_what_is_not_known(api_v3)
answer_with_problems(api_v3)
# For operations that say nothing of their own.
api_v3.auth = [BearerTokenAuth(), AllowAnonymous()]
api_v3.throttle = [AnonymousThrottle(), TokenThrottle()]
api_v3.add_router("/books/", books_router)
api_v3.add_router("/contributors/", contributors_router)
api_v3.add_router("/subjects/", subjects_router)
api_v3.add_router("/series/", series_router)
api_v3.add_router("/changes/", changes_router)
api_v3.add_router("/previews/", previews_router)
api_v3.add_router("/exam-copy-requests/", exam_copies_router)
api_v3.add_router("/newsletter-subscriptions/", newsletter_router)
describe(api_v3)


@api_v3.exception_handler(RecordError)
def record_error(request: HttpRequest, error: RecordError) -> HttpResponse:
    return problem_response(status=409, detail=str(error))


__all__ = ["api_v2", "api_v3"]
