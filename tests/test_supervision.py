"""Processes of a served site that die are started again, while the others go on."""

import http.client
import os
import select
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from home import supervision
from home.supervision import Child, end, watch
from tests.running import PATIENCE, Running, running_site


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("supervised")
    variables = {"DEMO": "no", "ADMIN_PASSWORD": "a-password-for-the-test", "WORKERS": "2"}
    with running_site(folder, **variables) as running:
        wait_for(lambda: len(serving_processes(running)) == 2)
        yield running


def wait_for(is_so) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def command_of(pid: int) -> str:
    listing = subprocess.run(["ps", "-o", "args=", str(pid)], capture_output=True, text=True)
    return listing.stdout


def children_of(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    )
    return [int(each) for each in listing.stdout.split()]


def servers(site: Running) -> list[int]:
    return [pid for pid in site.children() if "granian" in command_of(pid)]


def workers(site: Running) -> list[int]:
    return [pid for pid in site.children() if "manage.py worker" in command_of(pid)]


def serving_processes(site: Running) -> list[int]:
    """Those that listen: the only child of each granian, once it has read the code."""
    listing = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True).stdout
    listening = [line for line in listing.splitlines() if f":{site.environment['PORT']} " in line]
    children = [child for pid in servers(site) for child in children_of(pid)]
    return [pid for pid in children if any(f"pid={pid}," in line for line in listening)]


class Readers:
    """Ask without a pause, each time in a new connection, and count how that ends."""

    def __init__(self, site: Running):
        self.address = site.site.removeprefix("http://")
        self.ended = threading.Event()
        self.answers: Counter[object] = Counter()
        self.threads = [threading.Thread(target=self.ask) for _ in range(2)]

    def ask(self) -> None:
        while not self.ended.is_set():
            connection = http.client.HTTPConnection(self.address, timeout=10)
            try:
                connection.request("GET", "/healthz")
                self.answers[connection.getresponse().status] += 1
            except OSError as error:
                self.answers[type(error).__name__] += 1
            finally:
                connection.close()

    def __enter__(self) -> "Readers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()


def test_a_server_process_that_is_killed_comes_back_and_the_other_goes_on(site):
    before = serving_processes(site)
    worker = workers(site)
    with Readers(site) as readers:
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: before[0] not in serving_processes(site))
        wait_for(lambda: len(serving_processes(site)) == 2)
    failed = sum(count for answer, count in readers.answers.items() if answer != 200)
    # Only what the dead one had taken, and what waited to be taken by it until it was gone.
    assert failed <= 2 * len(readers.threads)
    assert readers.answers[200] > 10
    assert set(serving_processes(site)) & set(before) == {before[1]}
    assert workers(site) == worker
    assert "Server 1 ended" in site.output.read_text() or "Server 2" in site.output.read_text()


def test_a_granian_that_is_killed_leaves_nothing_and_comes_back(site):
    parent = servers(site)[0]
    child = children_of(parent)[0]
    left = os.pidfd_open(child)
    os.kill(parent, signal.SIGKILL)
    assert select.select([left], [], [], PATIENCE)[0]
    wait_for(lambda: len(serving_processes(site)) == 2)
    assert parent not in servers(site)


def test_the_worker_that_is_killed_comes_back(site):
    worker = workers(site)
    serving = serving_processes(site)
    os.kill(worker[0], signal.SIGKILL)
    wait_for(lambda: workers(site) and workers(site) != worker)
    assert serving_processes(site) == serving
    assert site.get("/healthz")[0] == 200
    assert "The worker ended (-9); it is started again in 1 s." in site.output.read_text()


@pytest.fixture
def hurried(monkeypatch) -> None:
    """Without the pauses; how long each would be is still said."""
    monkeypatch.setattr(supervision, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(supervision, "LOOK", 0.01)


def test_servers_that_never_live_end_the_site(hurried):
    said: list[str] = []
    failing = [Child("Server 1", "-c", "raise SystemExit(3)")]
    watch(failing, [], said.append)
    assert said == ["Server 1 ended (3); it is started again in 0 s."] * 5


def test_one_server_that_lives_keeps_the_site_and_a_worker_never_ends_it(hurried):
    said: list[str] = []
    failing = Child("Server 1", "-c", "raise SystemExit(3)")
    living = Child("Server 2", "-c", "import time; time.sleep(60)")
    worker = Child("The worker", "-c", "raise SystemExit(4)")
    watching = threading.Thread(target=watch, args=([failing, living], [worker], said.append))
    watching.start()
    wait_for(lambda: failing.failures > 5 and worker.failures > 5)
    assert watching.is_alive()
    assert living.failures == 0
    living.failures = 4
    living.process.kill()
    watching.join(PATIENCE)
    assert not watching.is_alive()
    end([failing, living, worker])


def test_pauses_grow_up_to_half_a_minute():
    child = Child("Server 1", "-c", "pass")
    pauses = []
    for _ in range(7):
        child.process.wait()
        child.clean_up(lambda said: pauses.append(said.split()[-2]))
        child.start()
    end([child])
    assert pauses == ["1", "2", "4", "8", "16", "30", "30"]


def test_a_machine_that_cannot_start_a_process_is_asked_again(hurried, monkeypatch):
    said: list[str] = []
    child = Child("The worker", "-c", "pass")
    child.process.wait()
    with monkeypatch.context() as missing:
        missing.setattr(supervision.sys, "executable", "/nowhere/python")
        for _ in range(3):
            child.look(said.append)
    assert child.failures == 3
    assert said[1].startswith("The worker could not be started (")
    child.look(said.append)
    assert child.process is not None
    end([child])
