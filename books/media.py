"""Images and documents reach the public only with something published that shows them."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.documents.models import AbstractDocument

from books.models import PublicationUse


def shown(media: QuerySet, kind: str) -> QuerySet:
    """Of these images or documents, those that something published shows."""
    return media.filter(pk__in=PublicationUse.objects.filter(kind=kind).values("object_id"))


def only_shown_documents(document: AbstractDocument, request: HttpRequest) -> None:
    """A `before_serve_document` hook: a document of a book to come is for editors alone."""
    kind = PublicationUse.Kind.DOCUMENT
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not PublicationUse.objects.filter(kind=kind, object_id=document.pk).exists():
        raise Http404("There is no such document.")
