"""The site as `make run` runs it: real processes, a database and runtime files of their own."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings

PATIENCE = 90


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the kind that the suite runs on."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'site.sqlite3'}"
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS frontlist_running")
        connection.execute("CREATE DATABASE frontlist_running")
    yield urlunsplit(urlsplit(server)._replace(path="/frontlist_running"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE frontlist_running WITH (FORCE)")


@pytest.fixture(scope="module")
def environment(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "PORT": str(port),
        "DEMO": "no",
        "ADMIN_PASSWORD": "a-password-for-the-test",
    }


class Running:
    """`manage.py serve` in a process, and what it says."""

    def __init__(self, environment: dict[str, str], output: Path):
        self.site = f"http://127.0.0.1:{environment['PORT']}"
        self.output = output
        with output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> tuple[int, str]:
        """Status and text, as soon as the server answers."""
        for _ in range(PATIENCE * 5):
            try:
                with urlopen(self.site + path) as response:
                    return response.status, response.read().decode()
            except HTTPError as error:
                return error.code, error.read().decode()
            except URLError:
                if self.ends_within(0.2):
                    break
        pytest.fail(f"The site did not answer:\n{self.output.read_text()}")

    def ends_within(self, seconds: float) -> bool:
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def children(self) -> list[int]:
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in listing.stdout.split()]

    def watches(self) -> list[int]:
        """A watch on each process it started, theirs too: readable once that one has ended."""
        sessions = ",".join(map(str, self.children()))
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--sid", sessions], capture_output=True, text=True
        )
        return [os.pidfd_open(int(pid)) for pid in listing.stdout.split()]

    def stop(self, signum: int = signal.SIGINT) -> int:
        self.process.send_signal(signum)
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator:
    started: list[Running] = []

    def start_one() -> Running:
        started.append(Running(environment, tmp_path / f"{len(started)}.txt"))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGTERM)


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
    children = site.children()
    assert len(children) == 2
    assert site.stop() == 0
    assert [pid for pid in children if is_alive(pid)] == []
    said = site.output.read_text()
    for address in ("/", "/admin/", "/api/v3/books/", "/api/v3/docs/"):
        assert f"{site.site}{address}\n" in said


def test_a_second_start_changes_nothing_and_says_so(start):
    first = start()
    first.get("/")
    before = first.get("/api/v2/pages/?fields=*")
    busy = start()
    assert busy.process.wait(timeout=PATIENCE) == 1
    assert "choose another PORT" in busy.output.read_text()
    first.stop()
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


@pytest.mark.parametrize("which", [0, 1], ids=["server", "worker"])
def test_when_one_process_dies_all_end(start, which):
    site = start()
    site.get("/")
    watches = site.watches()
    assert len(watches) > 2
    os.kill(site.children()[which], signal.SIGKILL)
    assert site.process.wait(timeout=PATIENCE) == 1
    assert have_ended(watches)
    assert "ended; so does the rest" in site.output.read_text()


def test_when_it_is_killed_all_it_started_end(start):
    site = start()
    site.get("/")
    watches = site.watches()
    site.stop(signal.SIGKILL)
    assert have_ended(watches)
