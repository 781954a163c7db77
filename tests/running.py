"""The site as `make run` runs it: real processes, a database and runtime files of their own."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings

# Seconds; a first start on a busy machine is slow.
PATIENCE = 420
# The PostgreSQL that the suite runs on; none on SQLite.
SERVER = os.environ.get("DATABASE_URL", "")


@contextmanager
def site_environment(
    folder: Path, migrated: bool = False, **variables: str
) -> Iterator[dict[str, str]]:
    """For a site on a free port, with a database of its own of the kind that the suite runs on.

    It is empty, or has all tables and is without a site.
    """
    with new_database(folder, migrated) as url:
        site = {"DATABASE_URL": url, "VAR_DIR": str(folder / "var"), "PORT": free_port()}
        yield os.environ | site | variables


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def new_database(folder: Path, migrated: bool = False) -> Iterator[str]:
    """The address of a database that ends with the block."""
    source = migrated_database() if migrated else ""
    if not SERVER:
        file = folder / "site.sqlite3"
        if source:
            shutil.copy(source, file)
        yield f"sqlite:///{file}"
        return
    name = f"frontlist_{folder.name.replace('-', '_')}"
    create(name, source)
    yield database_url(name)
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def create(name: str, template: str = "") -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        copied = f' TEMPLATE "{template}"' if template else ""
        connection.execute(f'CREATE DATABASE "{name}"{copied}')


def database_url(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


@cache
def migrated_database() -> str:
    """The name, or the file, of one to copy: migrating takes most of a first start."""
    folder = Path(tempfile.mkdtemp(prefix="frontlist-migrated-"))
    atexit.register(shutil.rmtree, folder)
    if SERVER:
        source = "frontlist_migrated"
        create(source)
        url = database_url(source)
    else:
        source = str(folder / "migrated.sqlite3")
        url = f"sqlite:///{source}"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder)},
        check=True,
    )
    return source


class Running:
    """`manage.py serve` in a process, and what it says."""

    def __init__(self, environment: dict[str, str], output: Path):
        self.environment = environment
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

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of `manage.py` on the site."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )

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

    def processes(self) -> list[int]:
        """Those it started, and theirs."""
        sessions = ",".join(map(str, self.children()))
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--sid", sessions], capture_output=True, text=True
        )
        return [int(pid) for pid in listing.stdout.split()]

    def watches(self) -> list[int]:
        """A watch on each process it started, theirs too: readable once that one has ended."""
        return [os.pidfd_open(pid) for pid in self.processes()]

    def stop(self, signum: int) -> int:
        self.process.send_signal(signum)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def running_site(folder: Path, **variables: str) -> Iterator[Running]:
    """A site that answers, until the end of the block."""
    with site_environment(folder, migrated=True, **variables) as environment:
        site = Running(environment, folder / "output.txt")
        try:
            site.get("/")
            yield site
        finally:
            site.stop(signal.SIGTERM)
