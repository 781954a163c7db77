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
from books.task_queue import enqueue_with_commit

logger = logging.getLogger("frontlist.images")


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
        enqueue_with_commit(draw_share_images, sorted(public))


@task()
def draw_share_images(book_ids: Iterable[int]) -> None:
    """Draw the images of those books that show something else than their image does."""
    for book_id in book_ids:
        row = publication_of(book_id)
        if row is None:
            continue
        shown = shown_in(row)
        if not note_current(row, shown):
            store(book_id, shown, draw_share_image(shown, cover_of(shown)))


def publication_of(book_id: int) -> Publication | None:
    return Publication.objects.books().public().filter(object_id=book_id).first()


def shown_in(row: Publication) -> Shown:
    """What the image of this book has to show."""
    record = BookRecord.model_validate_json(row.record)
    cover = record.cover and pictures().filter(pk=record.cover.id).first()
    return shown_by(record, cover)


def note_current(row: Publication, shown: Shown) -> bool:
    """Whether the image of the book shows this; then it needs no other for this record."""
    images = ShareImage.objects.filter(book_id=row.object_id, digest=shown.digest)
    return bool(images.update(record=row.digest))


def cover_of(shown: Shown) -> Image.Image | None:
    """The cover as it is drawn, or nothing where its file is missing or broken.

    Raises OSError where the machine is at fault: then the image is drawn later.
    """
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
        row = publication_of(book_id)
        if row is None or shown_in(row) != shown:
            return
        ShareImage.objects.filter(book_id=book_id).delete()
        image = ShareImage(book_id=book_id, design=DESIGN, digest=shown.digest, record=row.digest)
        image.file.save("", ContentFile(data, name="share.jpg"), save=False)
        image.save()
        take_numbers(1)
