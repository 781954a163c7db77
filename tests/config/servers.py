"""The server in production mode, in processes of its own, with the faults of `faulty.py`."""

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple

import pytest

from home.management.commands.serve import server_command
from tests.config.processes import PRODUCTION, ROOT
from tests.running import free_port, new_database

# Seconds.
PATIENCE = 120
METRICS_TOKEN = "read-all-the-numbers"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Process:
    process: subprocess.Popen[bytes]
    port: int
    errors: Path

    def lines(self) -> list[dict[str, Any]]:
        """What it has written to stderr; fails where a line is no JSON."""
        return [json.loads(line) for line in self.errors.read_text().splitlines()]

    def faults(self) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line["level"] in ("ERROR", "CRITICAL")]

    def until(self, reached: Callable[[], Any]) -> Any:
        """What it comes to at last, unless the process ends before."""
        for _ in range(PATIENCE * 10):
            if (found := reached()) or self.process.poll() is not None:
                break
            sleep(0.1)
        assert found, self.errors.read_text()
        return found

    def ask(self, path: str, body: str | None = None, **headers: str) -> Answer:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked.request("POST" if body else "GET", path, body, {**form, **named})
        response = asked.getresponse()
        text = response.read().decode()
        asked.close()
        return Answer(response.status, dict(response.getheaders()), text)

    def answers(self) -> bool:
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Iterator[dict[str, str]]:
    """A public server's environment, with a database of its own that is migrated already."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "static").mkdir()
    with new_database(folder, migrated=True) as url:
        yield PRODUCTION | {
            "ALLOWED_HOSTS": "books.example.com,127.0.0.1",
            "VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.config.faulty",
            "SECURE_SSL_REDIRECT": "no",
            "METRICS_TOKEN": METRICS_TOKEN,
        }


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int = 0) -> Iterator[Process]:
    errors = Path(environment["VAR_DIR"]) / f"{'-'.join(command[:2])}-{port}.txt"
    with errors.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stderr=file
        )
    try:
        yield Process(process, port, errors)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Process]:
    """A server that answers."""
    port = int(free_port())
    command = server_command("127.0.0.1", port)
    command[command.index("--workers") + 1] = environment.get("WORKERS", "1")
    with running(command, environment, port) as server:
        server.until(server.answers)
        yield server
