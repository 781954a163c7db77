"""Images and documents reach the public only with something published that shows them."""

from collections.abc import Callable, Collection
from enum import Enum, auto

from django.db.models import Exists, OuterRef, QuerySet
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

Kind = PublicationUse.Kind
# Where Wagtail stores images, with the field that says of which picture a file is.
IMAGES = {"original_images": (Picture, "pk"), "images": (PictureRendition, "image_id")}
AVATARS = "avatar_images/"


class Readers(Enum):
    """Who may read a file; `WHO_ASKS` may, while others may not."""

    EVERYONE = auto()
    WHO_ASKS = auto()
    NOBODY = auto()


def shown(media: QuerySet, kind: str) -> QuerySet:
    """Of these images or documents, those that something published shows."""
    return media.filter(pk__in=PublicationUse.objects.filter(kind=kind).values("object_id"))


def readers_of(name: str, request: HttpRequest) -> Readers:
    """Of an uploaded file, by its name in the storage. For a public one no session is read."""
    if name.startswith(f"{ShareImage.FOLDER}/"):
        return Readers.EVERYONE if is_of_public_book(name) else Readers.NOBODY
    images = images_behind(name)
    if any(images.values()):
        return Readers.EVERYONE
    if is_opened_by(request.GET.get("key", ""), images):
        return Readers.WHO_ASKS
    known = images or name.startswith(AVATARS)
    return Readers.WHO_ASKS if known and is_editor(request) else Readers.NOBODY


def images_behind(name: str) -> dict[int, bool]:
    """The ids of the images that have this file, and whether something published shows them."""
    model, image = IMAGES.get(name.split("/")[0], (None, ""))
    if model is None:
        return {}
    uses = PublicationUse.objects.filter(kind=Kind.IMAGE, object_id=OuterRef(image))
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


def only_shown_documents(document: AbstractDocument, request: HttpRequest) -> None:
    """A `before_serve_document` hook: a document of a book to come is for editors alone."""
    if is_editor(request):
        return
    if not PublicationUse.objects.filter(kind=Kind.DOCUMENT, object_id=document.pk).exists():
        raise Http404("There is no such document.")
