"""`make run`: what starts, what it makes, and that it ends with all that it started."""

import json
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.running import PATIENCE, Running, free_port, site_environment


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("running")
    with site_environment(folder, DEMO="no", ADMIN_PASSWORD="a-password-for-the-test") as variables:
        yield variables


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator:
    started: list[Running] = []

    def start_one(**variables: str) -> Running:
        started.append(Running(environment | variables, tmp_path / f"{len(started)}.txt"))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGTERM)


def worker_of(site: Running) -> str:
    """What `/readyz` says of it, once it has given its first sign."""
    for _ in range(PATIENCE * 5):
        status, answer = site.get("/readyz")
        assert status == 200
        if json.loads(answer)["worker"] != "starting" or site.ends_within(0.2):
            break
    return json.loads(answer)["worker"]


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_empty_site_is_made_served_and_stopped(start):
    site = start()
    assert site.get("/")[0] == 200
    assert site.get("/books/")[0] == 200
    assert site.get("/admin/login/")[0] == 200
    assert site.get("/api/v3/books/") == (200, '{"count":0,"next":null,"previous":null,"items":[]}')
    assert worker_of(site) == "ok"
    children = site.children()
    assert len(children) == 2
    assert site.stop(signal.SIGINT) == 0
    assert [pid for pid in children if is_alive(pid)] == []
    said = site.output.read_text()
    for address in ("/", "/admin/", "/api/v3/books/", "/api/v3/docs/"):
        assert f"{site.site}{address}\n" in said


@pytest.mark.once
def test_a_second_start_changes_nothing_and_says_so(start, tmp_path):
    first = start()
    first.get("/")
    before = first.get("/api/v2/pages/?fields=*")
    for variables, reason in (
        ({}, f"belongs to the server with process id {first.process.pid};"),
        ({"VAR_DIR": str(tmp_path / "other")}, "Address already in use; choose another PORT."),
        ({"VAR_DIR": str(tmp_path / "other"), "HOST": "0.0.0.0"}, "choose another PORT."),
        ({"PORT": free_port()}, "choose another VAR_DIR."),
    ):
        busy = start(**variables)
        assert busy.process.wait(timeout=PATIENCE) == 1
        said = busy.output.read_text()
        assert len(said.splitlines()) == 1
        assert reason in said
    first.stop(signal.SIGINT)
    second = start()
    assert second.get("/api/v2/pages/?fields=*") == before
    assert "nothing in it was changed" in second.output.read_text()
    assert "Collecting" not in second.output.read_text()


SCHEDULE_A_BOOK = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_book
book = make_book("On time", live=False, go_live_at=timezone.now() + timedelta(seconds=2))
book.save_revision().publish()
"""


@pytest.mark.once
def test_what_is_scheduled_goes_live_by_itself(start, environment):
    site = start()
    site.get("/")
    script = [sys.executable, "manage.py", "shell", "-c", SCHEDULE_A_BOOK]
    subprocess.run(script, env=environment, cwd=settings.BASE_DIR, check=True)
    for _ in range(PATIENCE):
        _, answer = site.get("/api/v3/books/")
        if "On time" in answer or site.ends_within(1):
            break
    assert "On time" in answer
    assert site.get("/books/on-time/")[0] == 200


def have_ended(watches: list[int]) -> bool:
    return all(select.select([watch], [], [], PATIENCE)[0] for watch in watches)


@pytest.mark.once
def test_when_it_is_killed_all_it_started_end(start):
    site = start()
    site.get("/")
    watches = site.watches()
    site.stop(signal.SIGKILL)
    assert have_ended(watches)
