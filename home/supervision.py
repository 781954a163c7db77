"""Keeps the processes of a served site running: one that ends is started again after a pause.

The others go on meanwhile. Only when no server lives any more does the site end, so that systemd,
or whatever started it, can take over.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.conf import settings

PR_SET_PDEATHSIG = 1
# Seconds: between two looks, before a process is started again, and for it to have lived well.
LOOK, SHORTEST_PAUSE, LONGEST_PAUSE, WELL = 0.2, 1, 30, 60
# A server that has ended so often, each time within a minute, will not run.
MOST_FAILURES = 5


class Child:
    """A process in a session of its own, so that Ctrl-C reaches it only through `end`."""

    def __init__(self, name: str, *command: str):
        self.name = name
        self.command = command
        self.failures = 0
        self.start()

    def start(self) -> None:
        self.process: subprocess.Popen[bytes] | None = subprocess.Popen(  # noqa: S603
            [sys.executable, *self.command],
            cwd=settings.BASE_DIR,
            preexec_fn=end_with_parent,
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def look(self, say: Callable[[str], object]) -> None:
        """Start it again if it has ended, and if its pause is over."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start_again(say)
        elif self.process.poll() is not None:
            self.clean_up(say)

    def start_again(self, say: Callable[[str], object]) -> None:
        """A machine without memory or processes to spare may have some in a while."""
        try:
            self.start()
        except (OSError, subprocess.SubprocessError) as error:
            self.started_at = time.monotonic()
            self.pause(f"{self.name} could not be started ({error})", say)

    def clean_up(self, say: Callable[[str], object]) -> None:
        """After its end: nothing of it may go on beside the next one."""
        code = self.process.returncode
        kill_session(self.process.pid)
        self.process = None
        self.pause(f"{self.name} ended ({code})", say)

    def pause(self, reason: str, say: Callable[[str], object]) -> None:
        now = time.monotonic()
        self.failures = 1 if now - self.started_at > WELL else self.failures + 1
        pause = min(SHORTEST_PAUSE * 2 ** (self.failures - 1), LONGEST_PAUSE)
        self.start_at = now + pause
        say(f"{reason}; it is started again in {pause} s.")

    @property
    def is_failing(self) -> bool:
        """Until it has lived well again."""
        lives_well = self.process and time.monotonic() - self.started_at > WELL
        return self.failures >= MOST_FAILURES and not lives_well


def watch(servers: Sequence[Child], others: Sequence[Child], say: Callable[[str], object]) -> None:
    """Return when every server is failing; without the others the site can still be read."""
    while not all(server.is_failing for server in servers):
        time.sleep(LOOK)
        for child in (*servers, *others):
            child.look(say)


def end(children: Sequence[Child]) -> None:
    """Ask each child to end, then kill what it left behind in its session."""
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        kill_session(process.pid)


def kill_session(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def end_with_parent() -> None:
    """On Linux, have the kernel end this child when its parent dies, whatever way it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
