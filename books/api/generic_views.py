"""Wagtail's generic endpoints (`/api/v2/`), held to what the public may know."""

from typing import Any

from django.db.models import QuerySet
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from books.api.generic import attach_records
from books.models import BookPage, PublicationUse
from books.queries import readable

Kind = PublicationUse.Kind


class SitePagesAPIViewSet(PagesAPIViewSet):
    """Pages that anyone can read; the records of a list of books are built together."""

    def get_base_queryset(self) -> QuerySet:
        return readable(super().get_base_queryset())

    def get_queryset(self) -> QuerySet:
        pages = super().get_queryset()
        return pages.for_records() if pages.model is BookPage else pages

    def paginate_queryset(self, queryset: QuerySet) -> list[Any]:
        page = super().paginate_queryset(queryset)
        attach_records([each for each in page if isinstance(each, BookPage)])
        return page


class ShownImagesAPIViewSet(ImagesAPIViewSet):
    """Images that something published shows: not those of a book to come."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(pk__in=shown(Kind.IMAGE))


class ShownDocumentsAPIViewSet(DocumentsAPIViewSet):
    """Documents that something published offers."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(pk__in=shown(Kind.DOCUMENT))


def shown(kind: str) -> QuerySet:
    return PublicationUse.objects.filter(kind=kind).values("object_id")
