"""Images as a page or a record shows them: always from renditions that are already there.

Renditions are made when an image is saved, by a task; reading makes none.
"""

from django.db.models import Prefetch, QuerySet
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, Filter

from books.publishing.changes import one_change

RENDITIONS = (
    "width-320|format-webp",
    "width-640|format-webp",
    "width-320|format-jpeg",
    "width-640|format-jpeg",
)
MIME_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def with_renditions(images: QuerySet) -> QuerySet:
    """The images, each with its ready-made renditions, in one query more."""
    renditions = (
        get_image_model().get_rendition_model()._default_manager.filter(filter_spec__in=RENDITIONS)
    )
    return images.prefetch_related(Prefetch("renditions", queryset=renditions, to_attr="ready"))


def ready_renditions(image: AbstractImage) -> list:
    """Renditions that exist, narrowest first; asks the database only if nothing was prefetched."""
    ready = getattr(image, "ready", None)
    if ready is None:
        ready = list(image.renditions.filter(filter_spec__in=RENDITIONS))
    return sorted(ready, key=lambda rendition: RENDITIONS.index(rendition.filter_spec))


def image_part(image: AbstractImage) -> dict:
    """The `books.record.Image` of an image, as a dictionary."""
    focal_point = image.get_focal_point()
    return {
        "id": image.pk,
        "alt": image.default_alt_text,
        "url": image.file.url,
        "width": image.width,
        "height": image.height,
        "focal_point": focal_point and (int(focal_point.centroid_x), int(focal_point.centroid_y)),
        "renditions": [
            {
                "url": rendition.url,
                "width": rendition.width,
                "height": rendition.height,
                "type": MIME_TYPES[rendition.file.name.rsplit(".", 1)[-1]],
            }
            for rendition in ready_renditions(image)
        ],
    }


@task()
def make_renditions(image_id: int) -> None:
    """Make what is missing of an image's renditions, and tell the books that show it."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None:
        return
    image.get_renditions(*(Filter(spec=spec) for spec in RENDITIONS))
    with one_change() as changes:
        changes.uses.add(("image", image_id))
