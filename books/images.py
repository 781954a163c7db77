"""Images as a page or a record shows them: always from renditions that are already there.

Renditions are made when an image is saved, by a task; reading makes none.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Case, Count, Prefetch, Q, QuerySet, When
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    SourceImageIOError,
)

from books.image_keys import key_to
from books.pictures.client import PictureError, ask
from books.publishing.changes import one_change

logger = logging.getLogger("frontlist.images")

# A cover in a list, on a phone's book page, and there on a screen of twice the density.
WIDTHS = (320, 640, 960)
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
RENDITIONS = tuple(f"width-{width}|screen|format-{name}" for name in TYPES for width in WIDTHS)
site_root: ContextVar[str] = ContextVar("site_root", default="")


@contextmanager
def addresses_at(root_url: str) -> Iterator[None]:
    """Within, files have full addresses, for readers on other sites: `https://host/media/…`."""
    token = site_root.set(root_url)
    try:
        yield
    finally:
        site_root.reset(token)


def address_of(url: str) -> str:
    return urljoin(site_root.get(), url)


def address_of_image(image: Any) -> str:
    """Where the file of a picture, or of one of its renditions, is."""
    url = image.file.url
    key = key_to(getattr(image, "image_id", image.pk))
    if key and url.startswith(settings.MEDIA_URL):
        url = f"{url}?key={key}"
    return address_of(url)


def with_renditions(images: QuerySet) -> QuerySet:
    """The images, each with its ready-made renditions, in one query more."""
    renditions = (
        get_image_model().get_rendition_model()._default_manager.filter(filter_spec__in=RENDITIONS)
    )
    return images.prefetch_related(Prefetch("renditions", queryset=renditions, to_attr="ready"))


def ready_renditions(image: AbstractImage) -> list:
    """Renditions that exist, by type and narrowest first, each type and width once.

    Asks the database only if nothing was prefetched.
    """
    ready = getattr(image, "ready", None)
    if ready is None:
        ready = list(image.renditions.filter(filter_spec__in=RENDITIONS))
    renditions = sorted(ready, key=lambda rendition: RENDITIONS.index(rendition.filter_spec))
    return list({(type_of(each), each.width): each for each in renditions}.values())


def type_of(rendition: Any) -> str:
    """`avif`, `webp` or `jpeg`."""
    return rendition.filter_spec.rsplit("-", 1)[-1]


def jpegs_of(image: AbstractImage) -> list:
    """The renditions that any program can show, narrowest first."""
    return [each for each in ready_renditions(image) if type_of(each) == "jpeg"]


def srcset(renditions: list, name: str) -> str:
    """The `srcset` of an image in one type (HTML, section 4.8.4.2.1); empty where none is ready."""
    return ", ".join(
        f"{address_of_image(each)} {each.width}w" for each in renditions if type_of(each) == name
    )


def image_part(image: AbstractImage) -> dict:
    """The `books.record.Image` of an image, as a dictionary."""
    focal_point = image.get_focal_point()
    ready = ready_renditions(image)
    return {
        "id": image.pk,
        "alt": image.default_alt_text,
        "url": address_of_image(image),
        "width": image.width,
        "height": image.height,
        "focal_point": focal_point and (int(focal_point.centroid_x), int(focal_point.centroid_y)),
        "colour": image.colour or None,
        "renditions": [
            {
                "url": address_of_image(rendition),
                "width": rendition.width,
                "height": rendition.height,
                "type": TYPES[type_of(rendition)],
            }
            for rendition in ready
        ],
        "srcset": {name: srcset(ready, name) for name in TYPES},
    }


@task()
def make_renditions(image_id: int) -> None:
    """Make what is missing of an image's renditions, and tell the books that show it.

    Raises OSError where the machine is at fault, not the picture: then it is done later
    (`books.unfinished`).
    """
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None or has_all(image):
        return
    pictures = get_image_model().objects.filter(pk=image_id)
    try:
        made = image.get_renditions(*(Filter(spec=spec) for spec in renditions_for(image.width)))
        jpeg = next(each for each in made.values() if type_of(each) == "jpeg")
        colour = ask("average_colour", read_file(jpeg))[0]["colour"]
    except (OSError, PictureError) as error:
        if not is_broken(error):
            raise
        logger.error("No renditions of image %s (%s): %s", image_id, image, error)
        pictures.filter(file=image.file.name).update(problem=image.Problem.RENDITIONS)
        return
    with one_change() as changes:
        pictures.update(colour=colour)
        pictures.filter(problem=image.Problem.RENDITIONS).update(problem="")
        changes.uses.add(("image", image_id))


def is_broken(error: Exception) -> bool:
    """Whether it says that a file is damaged or gone, not that a disk is full or fails.

    Wagtail 8 raises SourceImageIOError from whatever keeps it from opening a file.
    """
    cause = error.__cause__ if isinstance(error, SourceImageIOError) else error
    return isinstance(cause, (PictureError, FileNotFoundError))


def read_file(rendition: AbstractRendition) -> bytes:
    with rendition.file.storage.open(rendition.file.name) as file:
        return file.read()


def has_all(image: AbstractImage) -> bool:
    """The colour is stored last, with what tells the books."""
    made = image.renditions.values_list("filter_spec", flat=True)
    return bool(image.colour) and set(made).issuperset(renditions_for(image.width))


def pictures_without_sizes() -> QuerySet:
    """The pictures of which `has_all` is not true."""
    made = Count("renditions", filter=Q(renditions__filter_spec__in=RENDITIONS))
    widths = (When(width__lte=each, then=len(renditions_for(each))) for each in WIDTHS)
    pictures = get_image_model().objects.annotate(made=made)
    lacking = Q(made__lt=Case(*widths, default=len(RENDITIONS)))
    return pictures.filter(lacking | Q(colour=""))


def renditions_for(width: int) -> list[str]:
    """None wider than the image, but for the next width above its own: that keeps its size."""
    wider = [each for each in WIDTHS if each >= width]
    widths = [each for each in WIDTHS if each < width] + wider[:1]
    return [f"width-{each}|screen|format-{name}" for name in TYPES for each in widths]
