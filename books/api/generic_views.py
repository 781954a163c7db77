"""Wagtail's generic endpoints (`/api/v2/`, `/api/v3/`), held to what the public may know."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from ninja import Router
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.pagination import WagtailLimitOffsetPagination
from wagtail.api.v3.routers import pages as pages_v3
from wagtail.contrib.redirects.api import RedirectsAPIViewSet
from wagtail.contrib.redirects.api.v3.router import router as redirects_v3
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.documents.api.v3 import router as documents_v3
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.api.v3 import router as images_v3
from wagtail.models import Page
from wagtail.permissions import policy_registry

from books.api.generic import attach_records
from books.media import shown
from books.models import BookPage, PublicationUse
from books.publishing.redirects import only_followed
from books.queries import readable

Kind = PublicationUse.Kind

live_pages = pages_v3.get_pages_queryset
images_of_collections = images_v3.get_images_queryset
documents_of_collections = documents_v3.get_documents_queryset
paginate = WagtailLimitOffsetPagination.paginate_queryset


class SitePagesAPIViewSet(PagesAPIViewSet):
    """Pages that anyone can read; the records of a list of books are built together."""

    def get_base_queryset(self) -> QuerySet:
        return only_readable(super().get_base_queryset())

    def get_queryset(self) -> QuerySet:
        pages = super().get_queryset()
        return pages.for_records() if pages.model is BookPage else pages

    def paginate_queryset(self, queryset: QuerySet) -> list[Any]:
        page = super().paginate_queryset(queryset)
        attach_records([each for each in page if isinstance(each, BookPage)])
        return page


class ShownImagesAPIViewSet(ImagesAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return shown(super().get_queryset(), Kind.IMAGE)


class ShownDocumentsAPIViewSet(DocumentsAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return shown(super().get_queryset(), Kind.DOCUMENT)


class FollowedRedirectsAPIViewSet(RedirectsAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return only_followed(super().get_queryset())


def only_readable(pages: QuerySet) -> QuerySet:
    """A subquery, as the search backend refuses to filter by fields that it has not indexed."""
    return pages.filter(pk__in=readable(Page.objects.all()).order_by().values("pk"))


def readable_pages(request: HttpRequest, *model: type) -> QuerySet:
    pages = live_pages(request, *model)
    return pages if request.user.is_authenticated else only_readable(pages)


def shown_images(request: HttpRequest) -> QuerySet:
    images = images_of_collections(request)
    return images if works_with(request, images) else shown(images, Kind.IMAGE)


def shown_documents(request: HttpRequest) -> QuerySet:
    documents = documents_of_collections(request)
    return documents if works_with(request, documents) else shown(documents, Kind.DOCUMENT)


def works_with(request: HttpRequest, rows: QuerySet) -> bool:
    """Whether the user may choose these in the admin; a token alone shows what anyone sees."""
    policy = policy_registry.get_by_type(rows.model)
    return policy.user_has_any_permission(request.user, ["add", "change", "choose"])


def paginate_followed(
    self: WagtailLimitOffsetPagination,
    rows: QuerySet,
    pagination: Any,
    request: HttpRequest,
    **params: Any,
) -> dict[str, Any]:
    if getattr(rows, "model", None) is Redirect and not works_with(request, rows):
        rows = only_followed(rows)
    return paginate(self, rows, pagination, request, **params)


def show_followed_in(router: Router) -> None:
    for operation in router.path_operations["/{redirect_id}/"].operations:
        if operation.operation_id == "redirects_detail":
            operation.view_func = find_followed


def find_followed(request: HttpRequest, redirect_id: int) -> Model:
    redirects = Redirect.objects.filter(pk=redirect_id)
    found = redirects if works_with(request, redirects) else only_followed(redirects)
    if redirect := found.first():
        return redirect
    raise Http404("There is no such redirect.")


def hold_back_what_is_not_public() -> None:
    """Let v3's endpoints ask these functions: in Wagtail 8 it has no hook."""
    WagtailLimitOffsetPagination.paginate_queryset = paginate_followed
    show_followed_in(redirects_v3)
    pages_v3.get_pages_queryset = readable_pages
    images_v3.get_images_queryset = shown_images
    documents_v3.get_documents_queryset = shown_documents
