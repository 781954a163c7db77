"""Wagtail's generic endpoints (`/api/v2/`, `/api/v3/`), held to what the public may know."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.routers import pages as pages_v3
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.documents.api.v3 import router as documents_v3
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.api.v3 import router as images_v3
from wagtail.models import Page
from wagtail.permissions import policy_registry

from books.api.generic import attach_records
from books.media import shown
from books.models import BookPage, PublicationUse
from books.queries import readable

Kind = PublicationUse.Kind

live_pages = pages_v3.get_pages_queryset
images_of_collections = images_v3.get_images_queryset
documents_of_collections = documents_v3.get_documents_queryset


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


def works_with(request: HttpRequest, media: QuerySet) -> bool:
    """Whether the user may choose these in the admin; a token alone shows what anyone sees."""
    policy = policy_registry.get_by_type(media.model)
    return policy.user_has_any_permission(request.user, ["add", "change", "choose"])


def hold_back_what_is_not_public() -> None:
    """Let v3's endpoints for pages, images and documents ask these functions: it has no hook."""
    pages_v3.get_pages_queryset = readable_pages
    images_v3.get_images_queryset = shown_images
    documents_v3.get_documents_queryset = shown_documents
