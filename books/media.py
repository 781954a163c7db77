"""Images and documents reach the public only with something published that shows them."""

from collections.abc import Callable, Collection
from enum import Enum, auto
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents.models import AbstractDocument

from books.image_keys import addresses_with_keys, read_key
from books.models import (
    DraftShare,
    Picture,
    PictureRendition,
    Publication,
    PublicationUse,
    ShareImage,
)
from books.visibility import public, workable

Kind = PublicationUse.Kind
# Where Wagtail stores images, with the field that says of which picture a file is.
IMAGES = {"original_images": (Picture, "pk"), "images": (PictureRendition, "image_id")}
AVATARS = "avatar_images/"


class Readers(Enum):
    """Who may read a file; `WHO_ASKS` may, while others may not."""

    EVERYONE = auto()
    WHO_ASKS = auto()
    NOBODY = auto()


def readers_of(name: str, request: HttpRequest) -> Readers:
    """Of an uploaded file, by its name in the storage. For a public one no session is read."""
    if name.startswith(f"{ShareImage.FOLDER}/"):
        return Readers.EVERYONE if is_of_public_book(name) else Readers.NOBODY
    images = images_behind(name)
    if any(images.values()):
        return Readers.EVERYONE
    if is_opened_by(request.GET.get("key", ""), images):
        return Readers.WHO_ASKS
    if name.startswith(AVATARS):
        return Readers.WHO_ASKS if is_editor(request) else Readers.NOBODY
    return Readers.WHO_ASKS if works_with(request.user, Picture, images) else Readers.NOBODY


def images_behind(name: str) -> dict[int, bool]:
    """The ids of the images that have this file, and whether something published shows them."""
    model, image = IMAGES.get(name.split("/")[0], (None, ""))
    if model is None:
        return {}
    uses = PublicationUse.objects.shown().filter(kind=Kind.IMAGE, object_id=OuterRef(image))
    return dict(model.objects.filter(file=name).values_list(image, Exists(uses)))


def is_of_public_book(name: str) -> bool:
    """Whether this is the share image of a book that can be read today."""
    public = Publication.objects.books().public().values("object_id")
    return ShareImage.objects.filter(file=name, book_id__in=public).exists()


def is_opened_by(text: str, images: Collection[int]) -> bool:
    """Whether this is a key to one of these images; one of a shared draft ends with its share."""
    key = read_key(text)
    if key is None or key.image_id not in images:
        return False
    return key.share_id is None or DraftShare.objects.in_force().filter(pk=key.share_id).exists()


def is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")


def works_with(user: Any, model: type[Model], ids: Collection[int]) -> bool:
    """Whether the user may choose or change one of these images or documents."""
    return bool(ids) and workable(model, user).filter(pk__in=ids).exists()


def with_images_of_private_pages(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An `on_serve_page` hook: who may read a private page may see its images.

    Stands around Wagtail's own, which lets no cache keep what only some may read.
    """

    def serve_with_images(*args) -> HttpResponse:
        response = serve(*args)
        if "no-store" in response.get("Cache-Control", "") and hasattr(response, "render"):
            with addresses_with_keys():
                response.render()
        return response

    return serve_with_images


def readers_of_document(document: AbstractDocument, request: HttpRequest) -> Readers:
    """Who may read it; who passes the restriction of a private collection is Wagtail's to ask."""
    model = type(document)
    if public(model).filter(pk=document.pk).exists():
        return Readers.EVERYONE
    uses = PublicationUse.objects.shown().filter(kind=Kind.DOCUMENT, object_id=document.pk)
    if uses.exists() or works_with(request.user, model, [document.pk]):
        return Readers.WHO_ASKS
    return Readers.NOBODY


def only_shown_documents(document: AbstractDocument, request: HttpRequest) -> None:
    """A `before_serve_document` hook: a document of a book to come is for who works with it.

    It stays on the request who may read it, for what caches are told.
    """
    request.document_readers = readers_of_document(document, request)
    if request.document_readers is Readers.NOBODY:
        raise Http404("There is no such document.")
