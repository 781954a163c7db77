"""What a worker takes up, makes up for, and gives up."""

import errno
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from books.images import has_all, make_renditions
from books.models import Picture, Rebuild, ShareImage
from books.task_queue import MOST_ATTEMPTS, enqueue_with_commit, take_up_tasks
from books.unfinished import books_without_share_image
from home.management.commands.worker import queue_of, upkeep
from home.models import WorkerSign
from tests.factories import make_book, make_picture, make_site
from tests.tasks import WITH_WORKER, run_ready

pytestmark = pytest.mark.django_db


class FullDisk(FileSystemStorage):
    """Reads and stores nothing while it has a fault."""

    fault: int | None = errno.ENOSPC

    def _save(self, name, content):
        self.fail()
        return super()._save(name, content)

    def _open(self, name, mode="rb"):
        self.fail()
        return super()._open(name, mode)

    def fail(self):
        if FullDisk.fault:
            raise OSError(FullDisk.fault, "The disk")


@pytest.fixture(autouse=True)
def worker(settings, db) -> None:
    make_site()
    # Of the pages that migrations made, nothing has been published.
    call_command("rebuild_publications")
    settings.TASKS = WITH_WORKER
    settings.TASK_WORKER = True


def work() -> None:
    upkeep()
    run_ready(queue_of("living", queue_names=["default"], excluded_queue_names=[]))


def begin(worker_id: str, picture: Picture) -> DBTaskResult:
    """The task of a new picture, which this worker has just begun to run."""
    result = DBTaskResult.objects.get(
        task_path=make_renditions.module_path, args_kwargs__args=[picture.pk]
    )
    result.claim(worker_id)
    return result


def age_signs() -> None:
    WorkerSign.objects.update(given_at=timezone.now() - timedelta(minutes=2))


def test_the_task_of_a_dead_worker_is_taken_up_and_that_of_a_slow_one_is_not():
    dead, slow = make_picture("Dead"), make_picture("Slow")
    WorkerSign.give("dead")
    begin("dead", dead)
    age_signs()
    WorkerSign.give("slow")
    begin("slow", slow)
    work()
    assert has_all(Picture.objects.get(pk=dead.pk))
    assert not slow.renditions.exists()
    assert DBTaskResult.objects.running().get().worker_ids == ["slow"]


def test_a_task_that_kills_each_worker_is_given_up_and_named(capsys, caplog):
    picture = make_picture()
    for number in range(MOST_ATTEMPTS):
        result = begin(f"worker {number}", picture)
        take_up_tasks(WorkerSign.living())
    result.refresh_from_db()
    assert result.status == "FAILED"
    work()
    assert not picture.renditions.exists()
    with pytest.raises(CommandError, match="1 pictures have no sizes, and 1 tasks are stuck"):
        call_command("check_site")
    said = capsys.readouterr().out
    assert f"picture {picture.pk} “Cover” has not all its sizes" in said
    assert f"{result.pk}) is stuck (Failed)" in said
    assert "Its worker has died 3 times." in said
    # Its file is uploaded again.
    picture.save()
    work()
    call_command("check_site")


def test_tasks_that_nobody_begins_or_ends_are_named(capsys):
    waiting, running = make_picture("One"), make_picture("Two")
    make_renditions.call(waiting.pk)
    make_renditions.call(running.pk)
    call_command("check_site")
    begin("slow", running)
    long_ago = timezone.now() - timedelta(hours=2)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    DBTaskResult.objects.running().update(started_at=long_ago)
    with pytest.raises(CommandError, match="0 pictures have no sizes"):
        call_command("check_site")
    said = capsys.readouterr().out
    assert "(Running)" in said
    assert "(Ready)" in said


def test_what_lost_its_task_is_found_by_what_is_missing():
    book = make_book("Found", cover=make_picture())
    work()
    assert not books_without_share_image().exists()
    book.title = "Changed"
    book.save_revision().publish()
    picture, other = make_picture("Two"), make_picture("Three")
    other.renditions.all().delete()
    rebuild = Rebuild.objects.create(kind="subject", object_id=1, label="Cut off", total=1)
    DBTaskResult.objects.all().delete()
    assert books_without_share_image().count() == 1
    before = ShareImage.objects.get().digest
    work()
    assert ShareImage.objects.get().digest != before
    assert not books_without_share_image().exists()
    assert has_all(Picture.objects.get(pk=picture.pk))
    assert has_all(Picture.objects.get(pk=other.pk))
    rebuild.refresh_from_db()
    assert rebuild.finished_at
    queued = DBTaskResult.objects.count()
    upkeep()
    assert DBTaskResult.objects.count() == queued


def test_nothing_is_queued_twice():
    make_picture()
    DBTaskResult.objects.all().delete()
    upkeep()
    upkeep()
    assert DBTaskResult.objects.filter(task_path=make_renditions.module_path).count() == 1


def test_a_task_is_there_with_its_change_or_not_at_all():
    with transaction.atomic():
        enqueue_with_commit(make_renditions, 1)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "EROFS"])
def test_a_picture_is_not_broken_because_the_disk_is(settings, fault):
    picture = make_picture()
    well = settings.STORAGES
    settings.STORAGES = {**well, "default": {"BACKEND": "tests.home.test_worker.FullDisk"}}
    FullDisk.fault = getattr(errno, fault)
    work()
    # To read it again in place would read its file too.
    picture = Picture.objects.get(pk=picture.pk)
    assert (picture.problem, picture.renditions.count()) == ("", 0)
    FullDisk.fault = None
    work()
    picture = Picture.objects.get(pk=picture.pk)
    assert (picture.problem, has_all(picture)) == ("", True)


def test_what_is_broken_is_tried_no_more(settings):
    picture = make_picture()
    picture.file.storage.delete(picture.file.name)
    work()
    picture = Picture.objects.get(pk=picture.pk)
    assert picture.problem == Picture.Problem.RENDITIONS
    queued = DBTaskResult.objects.count()
    work()
    assert DBTaskResult.objects.count() == queued
