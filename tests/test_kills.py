"""`kill -9` at any moment: what was cut off is done later, and nothing is left half done."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.running import site_environment

STATE = """
from books.models import BookPage, Picture
from books.unfinished import books_without_share_image
from django_tasks_db.models import DBTaskResult
from home.management.commands.load_demo import make_demo
from modelsearch.models import IndexEntry
print(make_demo(), books_without_share_image().count(), DBTaskResult.objects.running().count())
print(Picture.objects.exclude(problem="").count())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a demo whose first start was killed again and again."""
    folder = tmp_path_factory.mktemp("kills")
    with site_environment(folder, DATABASE_POOL="no", ENV_FILE=os.devnull) as environment:
        ended = run(environment, "-m", "tests.killed", "start")
        assert [line.split()[1] for line in ended if " " in line][-5:] == ["-9"] * 4 + ["0"], ended
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


def run_workers(environment: dict[str, str]) -> list[str]:
    """How they ended, of which the last was not killed."""
    return [line.split()[1] for line in run(environment, "-m", "tests.killed", "worker")]


def check(environment: dict[str, str]) -> None:
    run(environment, "manage.py", "check_site")
    assert run(environment, "manage.py", "shell", "-v0", "-c", STATE) == ["[] 0 0", "0"]


def test_a_first_start_that_is_killed_is_made_whole_by_the_next(site):
    worker = {**site, "TASK_WORKER": "yes"}
    assert run_workers(worker) == ["-9", "-9", "0"]
    check(worker)
    assert (Path(site["VAR_DIR"]) / "static" / "collected.txt").exists()


@pytest.mark.parametrize("has_worker", ["yes", "no"])
def test_what_is_killed_at_any_moment_is_done_wholly_or_not_at_all(site, has_worker):
    steps = ["import_copy", "publish", "upload", "rebuild"]
    lines = run({**site, "TASK_WORKER": has_worker}, "-m", "tests.killed", *steps)
    ended = [line.split() for line in lines if line.split()[0] in steps]
    assert {name: code for name, code, *_ in ended} == dict.fromkeys(steps, "-9"), lines

    worker = {**site, "TASK_WORKER": "yes"}
    run(worker, "manage.py", "rebuild_publications")
    assert run_workers(worker) == ["-9", "-9", "0"]
    check(worker)
