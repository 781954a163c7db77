"""`kill -9` at any moment: what was cut off is done later, and nothing is left half done."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.running import site_environment

ENDED = re.compile(r"(\w+) (-9|0) ")
KILLED_WORKERS = [("worker", "-9"), ("worker", "-9"), ("worker", "0")]
STATE = """
from books.models import BookPage, Picture
from books.unfinished import books_without_share_image
from django_tasks_db.models import DBTaskResult
from home.management.commands.load_demo import make_demo
print(make_demo(), books_without_share_image().count(), DBTaskResult.objects.running().count())
print(Picture.objects.exclude(problem="").count())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a demo whose first start was killed again and again."""
    folder = tmp_path_factory.mktemp("kills")
    with site_environment(folder, DATABASE_POOL="no", ENV_FILE=os.devnull) as environment:
        assert how_they_ended(environment, "start") == [
            *(("migrations", "-9"), ("demo", "-9"), ("pictures", "-9"), ("files", "-9")),
            ("start", "0"),
        ]
        yield environment


def run(environment: dict[str, str], *command: str) -> list[str]:
    """The lines that it prints; a worker is there for its tasks."""
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    return ended.stdout.splitlines()


def how_they_ended(environment: dict[str, str], *steps: str) -> list[tuple[str, str]]:
    lines = run(environment, "-m", "tests.killed", *steps)
    return [ended.groups() for line in lines if (ended := ENDED.match(line))]


def check(environment: dict[str, str]) -> None:
    run(environment, "manage.py", "check_site")
    assert run(environment, "manage.py", "shell", "-v0", "-c", STATE) == ["[] 0 0", "0"]


def test_a_first_start_that_is_killed_is_made_whole_by_the_next(site):
    worker = {**site, "TASK_WORKER": "yes"}
    assert how_they_ended(worker, "worker") == KILLED_WORKERS
    check(worker)
    assert (Path(site["VAR_DIR"]) / "static" / "collected.txt").exists()


def test_what_is_killed_at_any_moment_is_done_wholly_or_not_at_all(site):
    worker = {**site, "TASK_WORKER": "yes"}
    steps = ["import_copy", "publish", "upload", "rebuild"]
    ended = how_they_ended(worker, *steps)
    # Each is done once whole; of the others one may be done before the moment of its end comes.
    assert {step for step, code in ended if code == "-9"} == set(steps)
    assert {code for _step, code in ended} == {"0", "-9"}
    run(worker, "manage.py", "rebuild_publications")
    assert how_they_ended(worker, "worker") == KILLED_WORKERS
    check(worker)
