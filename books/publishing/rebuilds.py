"""A change that many books show reaches them by a task, batch by batch.

Each batch is a transaction of its own, which also stores how far the rebuild has come: one
that was cut off is taken up again where it stood, and an editor never waits for it.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from books.models import Publication, Rebuild
from books.publishing.faces import PAGE_KINDS
from books.publishing.publications import lock_numbering, refresh_pages
from books.publishing.records import RecordError
from books.publishing.uses import Kind, Use, name_of, page_ids, users_of
from books.task_queue import enqueue_with_commit

logger = logging.getLogger(__name__)

BATCH = 50


def start(trees: Iterable[str], uses: Iterable[Use]) -> None:
    """Note what is to be rebuilt, and have it done after the commit."""
    for path in trees:
        if top := Page.objects.filter(path=path).first():
            begin(Rebuild(kind=Rebuild.TREE, object_id=top.pk, label=top.title))
    for use in sorted(uses):
        begin(Rebuild(kind=use.kind, object_id=use.object_id, label=name_of(use)))


def begin(rebuild: Rebuild) -> None:
    rebuild.total = remaining(rebuild).count()
    if rebuild.total:
        rebuild.save()
        enqueue_with_commit(run_rebuild, rebuild.pk)


@task()
def run_rebuild(rebuild_id: int) -> None:
    """From where it stands. Two at once do no harm: batches wait for each other."""
    while run_batch(rebuild_id):
        pass


@transaction.atomic
def run_batch(rebuild_id: int) -> bool:
    """Rebuild the next pages; False once there is nothing left to do."""
    lock_numbering()
    rebuild = Rebuild.objects.filter(pk=rebuild_id, finished_at=None).first()
    if rebuild is None:
        return False
    ids = list(remaining(rebuild)[:BATCH])
    if ids:
        refresh_each(ids + showing(ids) if rebuild.kind == Rebuild.TREE else ids)
        rebuild.after, rebuild.done = ids[-1], rebuild.done + len(ids)
    else:
        rebuild.finished_at = timezone.now()
    rebuild.save()
    return rebuild.finished_at is None


def remaining(rebuild: Rebuild):
    """The ids of the pages still to do, in order."""
    if rebuild.kind == Rebuild.TREE:
        top = Page.objects.filter(pk=rebuild.object_id).values_list("path", flat=True).first()
        pages = Page.objects.filter(path__startswith=top) if top else Page.objects.none()
        return pages.filter(pk__gt=rebuild.after).order_by("pk").values_list("pk", flat=True)
    return (
        Publication.objects.filter(
            kind__in=PAGE_KINDS,
            uses__kind=rebuild.kind,
            uses__object_id=rebuild.object_id,
            object_id__gt=rebuild.after,
        )
        .order_by("object_id")
        .values_list("object_id", flat=True)
    )


def showing(ids: list[int]) -> list[int]:
    """The ids of the other pages that show one of these: related books, links, offers."""
    users = users_of(Use(Kind.PAGE, pk) for pk in ids)
    return sorted(page_ids(users) - set(ids))


def refresh_each(ids: list[int]) -> None:
    """Refresh all; where one record fails, refresh the others and say which it was."""
    try:
        with transaction.atomic():
            refresh_pages(ids)
    except RecordError as error:
        if len(ids) == 1:
            logger.error("%s", error)
            return
        for pk in ids:
            refresh_each([pk])
