"""Servers under test: each granian with one worker, all on the same core."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.options import ROOT

SERVER_CORE, CLIENT_CORE = 0, 1
# Seconds that a server may take to start.
PATIENCE = 120


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int
    process: psutil.Process

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def settle(self) -> None:
        """Wait until it has done what nobody waits for any more, and leaves its core to others."""
        before = -1.0
        while (now := self.seconds_of_work()) > before:
            before = now
            time.sleep(0.1)

    def seconds_of_work(self) -> float:
        times = [worker.cpu_times() for worker in self.process.children(recursive=True)]
        return sum(each.user + each.system for each in times)

    def peak_megabytes(self) -> int:
        """The most memory that its worker has had (resident)."""
        workers = self.process.children(recursive=True)
        return max(peak_megabytes(worker.pid) for worker in workers)


def peak_megabytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


# By interface, since an application of WSGI and one of RSGI are served differently.
OPTIONS = {
    "wsgi": ["--blocking-threads", "4"],
    "rsgi": [
        *("--http", "1", "--no-ws", "--task-impl", "asyncio"),
        *("--backlog", "4096", "--backpressure", "8192", "--http1-header-read-timeout", "20000"),
        *("--http1-buffer-size", "32768", "--log-config", "config/granian_logs.json"),
    ],
}


def command(application: str, port: int) -> list[str]:
    """What `manage.py serve` starts in production, with one worker, for an application of RSGI."""
    interface = "rsgi" if ".rsgi:" in application else "wsgi"
    return [
        *("-m", "granian", "--interface", interface, application),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *OPTIONS[interface],
        *("--log-level", "warning", "--workers-kill-timeout", "5s"),
    ]


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """A server that answers, until the end of the block."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *command(application, port)],
        cwd=ROOT,
        env=environment,
        preexec_fn=on_its_core,
        start_new_session=True,
    )
    try:
        wait_for(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def on_its_core() -> None:
    os.sched_setaffinity(0, {SERVER_CORE})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE * 5):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("A server did not start.")
