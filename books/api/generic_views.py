"""Wagtail's generic endpoints (`/api/v2/`, `/api/v3/`), held to what the public may know."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.pagination import WagtailLimitOffsetPagination
from wagtail.api.v3.routers import pages as pages_v3
from wagtail.api.v3.schemas.pages import PageMetaSchema
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
from books.models import BookPage, Picture
from books.publishing.redirects import only_followed
from books.queries import readable
from books.visibility import public, workable

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
        return super().get_queryset().filter(pk__in=public(Picture).values("pk"))


class ShownDocumentsAPIViewSet(DocumentsAPIViewSet):
    def get_queryset(self) -> QuerySet:
        documents = super().get_queryset()
        return documents.filter(pk__in=public(documents.model).values("pk"))


class FollowedRedirectsAPIViewSet(RedirectsAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return only_followed(super().get_queryset())


def only_readable(pages: QuerySet) -> QuerySet:
    """A subquery, as the search backend refuses to filter by fields that it has not indexed."""
    return pages.filter(pk__in=readable(Page.objects.all()).order_by().values("pk"))


def visible_pages(request: HttpRequest, *model: type) -> QuerySet:
    """Public pages of the site that is asked, and all that the user may change or publish.

    Wagtail 8 shows a token of a user without rights no page at all.
    """
    pages = only_readable(live_pages(as_anybody(request), *model))
    if not is_someone(request):
        return pages
    return either(pages, live_pages(request, *model)).select_related("content_type", "locale")


def visible_images(request: HttpRequest) -> QuerySet:
    return visible_media(images_of_collections(as_anybody(request)), request)


def visible_documents(request: HttpRequest) -> QuerySet:
    return visible_media(documents_of_collections(as_anybody(request)), request)


def visible_media(media: QuerySet, request: HttpRequest) -> QuerySet:
    """Wagtail 8 leaves out private collections alone, and those not for who is logged in."""
    media = media.filter(pk__in=public(media.model).values("pk"))
    if not is_someone(request):
        return media
    return either(media, workable(media.model, request.user)).prefetch_related("tags")


def either(one: QuerySet, other: QuerySet) -> QuerySet:
    """What is in one of them; subqueries, as the search backend knows only indexed fields."""
    keys = [rows.order_by().values("pk") for rows in (one, other)]
    rows = one.model._default_manager.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]))
    return rows.order_by("pk")


def is_someone(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def as_anybody(request: HttpRequest) -> HttpRequest:
    """The same request, of a reader without a token."""
    anybody = copy(request)
    anybody.user = AnonymousUser()
    return anybody


def get_page(
    request: HttpRequest, page_id: int, version: str | None = None, **params: Any
) -> Model:
    """The draft only for who may change or publish the page: Wagtail 8 shows it to all tokens."""
    page = get_object_or_404(visible_pages(request), pk=page_id)
    shown = page.specific
    if version == "draft" and is_someone(request) and live_pages(request).filter(pk=page_id):
        shown = page.get_latest_revision_as_object()
    # Whoever works with an alias alone hears nothing of its source.
    if shown.alias_of_id and not visible_pages(request).filter(pk=shown.alias_of_id):
        shown.alias_of = None
    return shown


def find_visible_parent(page: Page, context: dict[str, Any]) -> Page | None:
    """Wagtail 8 names every parent, also one that is a draft or has expired."""
    if page.depth == 1:
        return None
    path = page.path[: -Page.steplen]
    return visible_pages(context["request"]).filter(path=path).first()


def works_with(request: HttpRequest, rows: QuerySet) -> bool:
    """Whether the user may change these in the admin; a token alone shows what anyone sees."""
    policy = policy_registry.get_by_type(rows.model)
    return policy.user_has_any_permission(request.user, ["add", "change"])


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


def answer_by(view: Callable[..., Model], router: Router, path: str, operation_id: str) -> None:
    for operation in router.path_operations[path].operations:
        if operation.operation_id == operation_id:
            operation.view_func = view


def find_followed(request: HttpRequest, redirect_id: int) -> Model:
    redirects = Redirect.objects.filter(pk=redirect_id)
    found = redirects if works_with(request, redirects) else only_followed(redirects)
    if redirect := found.first():
        return redirect
    raise Http404("There is no such redirect.")


def hold_back_what_is_not_public() -> None:
    """Let v3's endpoints ask these functions: in Wagtail 8 it has no hook."""
    WagtailLimitOffsetPagination.paginate_queryset = paginate_followed
    answer_by(find_followed, redirects_v3, "/{redirect_id}/", "redirects_detail")
    answer_by(get_page, pages_v3.router, "/{page_id}/", "pages_detail")
    # Of all pages: the schemas of their types share this resolver.
    PageMetaSchema._ninja_resolvers["parent"]._func = find_visible_parent
    pages_v3.get_pages_queryset = visible_pages
    images_v3.get_images_queryset = visible_images
    documents_v3.get_documents_queryset = visible_documents
