"""Pictures are decoded in a process whose limits hold, and whose end harms nobody."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from books.pictures import client
from books.pictures.client import STARTED, PictureError, ask, exchange, read_answer, server
from books.pictures.decoder.server import CPU_SECONDS, MEMORY
from books.pictures.normalization import normalize
from tests.books.pictures.hostile import HTML, LIARS, POLYGLOTS, TOO_LARGE
from tests.books.pictures.samples import encoded, halves, photo

# Takes a while, and next to no memory.
SLOW = [("resize", ([2000, 2000],), {}), ("rotate", (90,), {})] * 300
SLOW += [("save_as_png", (), {})]


@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_refused(data):
    assert len(data) < 100_000
    with pytest.raises(ValidationError) as refused:
        normalize(data)
    codes = {"too_many_pixels", "too_long", "too_many_frames", "unreadable"}
    assert refused.value.code in codes


@pytest.mark.parametrize("data", LIARS.values(), ids=LIARS)
def test_what_lies_of_its_size_is_refused_or_stays_small(data):
    try:
        normal = normalize(data)
    except ValidationError:
        return
    assert max(normal.size) <= 2000
    assert len(normal.data) < 10_000


@pytest.mark.parametrize("ending", POLYGLOTS)
def test_a_file_of_two_kinds_becomes_a_picture_alone(ending):
    assert HTML in POLYGLOTS[ending]
    assert HTML not in normalize(POLYGLOTS[ending]).data


def test_more_memory_than_the_limit_is_refused():
    with pytest.raises(PictureError) as refused:
        ask("run_steps", photo("png"), steps=[("resize", ([30_000, 30_000],), {}), *SLOW[-1:]])
    assert refused.value.code == "too_demanding"


class SlowPicture(threading.Thread):
    """A picture that is being decoded, by a process of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        # So that the server is there, and has no other child.
        ask("measure", photo("png"))
        wait_for(lambda: not children())
        self.error: Exception | None = None
        self.start()
        wait_for(lambda: children() and limits(children()[0]))
        self.child = children()[0]

    def run(self) -> None:
        try:
            ask("run_steps", photo("png"), steps=SLOW)
        except Exception as error:
            self.error = error

    def end(self) -> Exception | None:
        os.kill(self.child, signal.SIGKILL)
        self.join(timeout=20)
        return self.error


def children() -> list[int]:
    pid = server.process.pid
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline


def limits(pid: int) -> dict[str, str]:
    """Of memory and computing, once they are set."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    values = {line[:26].strip(): line[26:47].strip() for line in lines}
    wanted = ("Max data size", "Max cpu time", "Max core file size", "Max file size")
    known = {name: values[name] for name in wanted}
    return known if known["Max file size"] == "0" else {}


def test_one_that_is_killed_while_it_still_reads_has_started():
    ours, theirs = socket.socketpair()

    def read_a_little() -> None:
        theirs.sendall(STARTED)
        theirs.recv(1)
        theirs.close()

    process = threading.Thread(target=read_a_little)
    process.start()
    with ours, pytest.raises(PictureError) as refused:
        read_answer(exchange(ours, b"a long picture"))
    process.join()
    assert refused.value.code == "too_demanding"


def test_one_that_never_starts_is_the_machines_fault():
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours, pytest.raises(BlockingIOError):
        exchange(ours, b"a picture")


def test_limits_are_set_and_a_picture_that_is_killed_is_refused():
    slow = SlowPicture()
    assert limits(slow.child) == {
        "Max data size": str(MEMORY),
        "Max cpu time": str(CPU_SECONDS),
        "Max core file size": "0",
        "Max file size": "0",
    }
    error = slow.end()
    assert isinstance(error, PictureError)
    assert error.code == "too_demanding"
    assert normalize(photo("jpg")).size == (64, 32)


def test_pictures_wait_for_their_turn(monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0.01)
    slow = SlowPicture()
    with pytest.raises(ValidationError, match="try again in a moment"):
        normalize(photo("jpg"))
    slow.end()


def test_the_server_is_started_again_when_it_has_ended():
    normalize(photo("jpg"))
    before = server.process.pid
    server.process.kill()
    server.process.wait()
    assert normalize(photo("jpg")).size == (64, 32)
    assert server.process.pid != before


def test_a_server_that_cannot_decode_is_no_fault_of_the_picture(monkeypatch):
    monkeypatch.setattr(client, "SERVER", "books.pictures.decoder.nothing")
    monkeypatch.setattr(client, "server", client.Server())
    with pytest.raises(OSError) as failed:
        ask("measure", photo("jpg"))
    assert failed.value.errno


def test_the_server_ends_with_the_process_that_asks():
    script = (
        "from books.pictures.client import ask, server\n"
        "import sys; ask('measure', sys.stdin.buffer.read()); print(server.process.pid)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", script],
        input=encoded(halves(), "png"),
        capture_output=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
    )
    process = Path(f"/proc/{int(asked.stdout)}")
    wait_for(lambda: not process.exists() or " Z " in (process / "stat").read_text())
