"""Keeps the share images of public books up to date: by tasks, one book after the other."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django_tasks import task
from PIL import Image

from books.images import is_broken
from books.models import Publication, ShareImage
from books.pictures.client import PictureError, ask
from books.publishing.publications import books_changed, lock_numbering, take_numbers
from books.queries import pictures
from books.record import BookRecord
from books.share_images.drawing import COVER, draw_share_image
from books.share_images.shown import DESIGN, Shown, shown_by

logger = logging.getLogger("frontlist.images")

# Books looked at by one task.
BATCH = 50


def connect() -> None:
    books_changed.connect(follow)
    post_delete.connect(forget_file, sender=ShareImage)


def forget_file(instance: ShareImage, **kwargs: Any) -> None:
    """Its file goes after the commit, once nothing names it any more."""
    transaction.on_commit(lambda: default_storage.delete(instance.file.name))


def follow(public: set[int], withdrawn: set[int], **kwargs: Any) -> None:
    """What is withdrawn loses its image at once, the others get theirs later."""
    ShareImage.objects.filter(book_id__in=withdrawn).delete()
    if public:
        ids = sorted(public)
        transaction.on_commit(lambda: draw_share_images.enqueue(ids))


def draw_missing() -> None:
    """Draw, batch by batch, what public books lack: in a catalogue older than this drawing."""
    drawn = ShareImage.objects.filter(design=DESIGN).values("book_id")
    rows = Publication.objects.books().public().exclude(object_id__in=drawn)
    after = 0
    while ids := list(
        rows.filter(object_id__gt=after)
        .order_by("object_id")
        .values_list("object_id", flat=True)[:BATCH]
    ):
        draw_share_images.call(ids)
        after = ids[-1]


@task()
def draw_share_images(book_ids: Iterable[int]) -> None:
    """Draw the images of those books that show something else than their image does."""
    for book_id in book_ids:
        shown = shown_now(book_id)
        if shown and not is_current(book_id, shown):
            store(book_id, shown, draw_share_image(shown, cover_of(shown)))


def shown_now(book_id: int) -> Shown | None:
    """What the image of a book has to show; nothing if the book is not public."""
    row = Publication.objects.books().public().filter(object_id=book_id).first()
    if row is None:
        return None
    record = BookRecord.model_validate_json(row.record)
    cover = record.cover and pictures().filter(pk=record.cover.id).first()
    return shown_by(record, cover)


def is_current(book_id: int, shown: Shown) -> bool:
    return ShareImage.objects.filter(book_id=book_id, digest=shown.digest).exists()


def cover_of(shown: Shown) -> Image.Image | None:
    """The cover as it is drawn, or nothing where its file is missing or broken."""
    if not shown.cover:
        return None
    try:
        with default_storage.open(shown.cover) as file:
            values, pixels = ask("fit", file.read(), wanted=(640, 960), box=COVER)
    except (OSError, PictureError) as error:
        if not is_broken(error):
            raise
        logger.error("A share image without its cover (%s): %s", shown.cover, error)
        return None
    return Image.frombytes("RGB", tuple(values["size"]), pixels)


def store(book_id: int, shown: Shown, data: bytes) -> None:
    """Unless the book has changed while it was drawn: then another task draws it.

    Takes a number, so that pages stored without the image are stale.
    """
    with transaction.atomic():
        lock_numbering()
        if shown_now(book_id) != shown:
            return
        ShareImage.objects.filter(book_id=book_id).delete()
        image = ShareImage(book_id=book_id, design=DESIGN, digest=shown.digest)
        image.file.save("", ContentFile(data, name="share.jpg"), save=False)
        image.save()
        take_numbers(1)
