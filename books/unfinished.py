"""What tasks should have made, and have not: found by what is missing, and queued again.

Whatever was killed between a commit and its task, or failed because a disk was full, is done
later without anybody noting that it was not done.
"""

from django.db.models import Exists, OuterRef, QuerySet

from books.images import make_renditions, pictures_without_sizes
from books.models import Picture, Publication, Rebuild, ShareImage
from books.publishing.rebuilds import run_rebuild
from books.share_images.making import draw_share_images
from books.share_images.shown import DESIGN
from books.task_queue import enqueue_missing

# Of each kind of task, so that a new design leaves room for what somebody waits for.
MOST = 1000


def enqueue_unfinished() -> None:
    pictures = pictures_without_sizes().exclude(problem=Picture.Problem.RENDITIONS)
    enqueue_missing(make_renditions, keys_of(pictures, "pk"))
    books = keys_of(books_without_share_image(), "object_id")
    enqueue_missing(draw_share_images, ([book_id] for book_id in books))
    enqueue_missing(run_rebuild, keys_of(Rebuild.objects.filter(finished_at=None), "pk"))


def keys_of(rows: QuerySet, name: str) -> QuerySet:
    return rows.order_by(name).values_list(name, flat=True)[:MOST]


def books_without_share_image() -> QuerySet:
    """The publications of public books that no image has been compared with, in this design."""
    current = ShareImage.objects.filter(
        design=DESIGN, book_id=OuterRef("object_id"), record=OuterRef("digest")
    )
    return Publication.objects.books().public().exclude(Exists(current))
