import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from books.images import pictures_without_sizes
from books.publishing.records import RecordError
from books.publishing.upkeep import everything, miscounted
from books.task_queue import describe, stuck_tasks


class Command(BaseCommand):
    help = (
        "Say which publications differ from what is public now, which pictures have no sizes and"
        " which tasks are stuck; exits with 1 if any does."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        drifts, counts = self.say(find_drifts()), self.say(find_wrong_counts())
        pictures, tasks = self.say(find_pictures()), self.say(find_tasks())
        problems = []
        if drifts or counts:
            problems.append(
                f"{drifts} publications differ, and {counts} counts;"
                " `manage.py rebuild_publications` repairs them."
            )
        if pictures or tasks:
            problems.append(
                f"{pictures} pictures have no sizes, and {tasks} tasks are stuck;"
                " the worker (`manage.py worker`) makes up for what can be done."
            )
        if problems:
            raise CommandError(" ".join(problems))
        self.stdout.write("All publications, pictures and tasks are as they should be.")

    def say(self, problems: Iterator[str]) -> int:
        """How many there are."""
        lines = list(problems)
        self.stdout.writelines(f"{line}\n" for line in lines)
        return len(lines)


def find_drifts() -> Iterator[str]:
    for batch in tqdm(list(everything()), unit="batch", disable=not sys.stderr.isatty()):
        try:
            for drift in batch.drift():
                yield f"{drift.key.kind} {drift.key.object_id} {drift.reason}"
        except RecordError as error:
            yield str(error)


def find_wrong_counts() -> Iterator[str]:
    for (_site, name, value, *_), missing in miscounted().items():
        yield f"count of {name} {value} has to change by {missing:+}"


def find_pictures() -> Iterator[str]:
    for picture in pictures_without_sizes().order_by("pk"):
        reason = f": {picture.get_problem_display()}" if picture.problem else ""
        yield f"picture {picture.pk} “{picture}” has not all its sizes{reason}"


def find_tasks() -> Iterator[str]:
    for task in stuck_tasks():
        reason = task.traceback.strip().rpartition("\n")[2]
        yield f"{describe(task)} is stuck ({task.get_status_display()}) {reason}".rstrip()
