"""A database that cannot be used: one line says which and why, before anything is served."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from config.startup import exit_in_one_line
from home.database import check_writable, newer_migrations
from home.models import WorkerSign
from tests.config.processes import run
from tests.running import free_port

POSTGRESQL = "postgres://somebody:hush@{}/frontlist"


@pytest.mark.parametrize("kind", ["missing directory", "corrupt", "directory", "refused", "option"])
def test_serve_ends_with_one_line(tmp_path, kind):
    corrupt = tmp_path / "corrupt.sqlite3"
    corrupt.write_bytes(b"no database" * 1000)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        server = POSTGRESQL.format(f"127.0.0.1:{closed.getsockname()[1]}")
        url, reason = {
            "missing directory": (f"sqlite:///{tmp_path}/missing/db", "unable to open database"),
            "corrupt": (f"sqlite:///{corrupt}", "file is not a database"),
            "directory": (f"sqlite:///{tmp_path}", "unable to open database"),
            "refused": (server, "Connection refused"),
            "option": (f"{server}?no_such_option=1", 'invalid connection option "no_such_option"'),
        }[kind]
        own = {"PORT": free_port(), "VAR_DIR": str(tmp_path / "var")}
        ended = run(
            *("manage.py", "serve"), DATABASE_URL=url, DATABASE_POOL="yes", DEBUG="yes", **own
        )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("DATABASE_URL: ")
    assert reason in ended.stderr
    assert "hush" not in ended.stderr


def test_faults_of_the_code_keep_their_traceback():
    for fault in (IntegrityError("twice"), DataError("too long"), ValueError("ours")):
        with pytest.raises(type(fault)), exit_in_one_line():
            raise fault


def test_of_an_error_of_several_lines_the_first_is_said():
    with pytest.raises(SystemExit) as ended, exit_in_one_line():
        raise DatabaseError("malformed\nin many\nways")
    assert str(ended.value).endswith(" cannot be used: malformed")


@pytest.mark.django_db
def test_a_database_that_newer_code_has_migrated_is_neither_migrated_nor_served(settings):
    recorder = MigrationRecorder(connection)
    assert newer_migrations() == []
    # Squashed, and dropped since.
    recorder.record_applied("books", "0001_of_long_ago")
    call_command("migrate", verbosity=0)
    recorder.record_applied("wagtailcore", "9000_of_tomorrow")
    recorder.record_applied("books", "9000_of_tomorrow")
    with pytest.raises(CommandError) as refused:
        call_command("migrate", verbosity=0)
    said = str(refused.value)
    assert "lacks books.9000_of_tomorrow, wagtailcore.9000_of_tomorrow." in said
    assert len(said.splitlines()) == 1
    settings.TASK_WORKER = True
    with pytest.raises(CommandError, match="newer than this code"):
        call_command("worker")


@pytest.mark.django_db
def test_a_database_that_can_only_be_read_is_noticed():
    check_writable()
    assert not WorkerSign.objects.exists()
    with pytest.raises(DatabaseError, match=r"read-?only"), transaction.atomic(), read_only():
        check_writable()


@contextmanager
def read_only() -> Iterator[None]:
    """Let this connection only read."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET TRANSACTION READ ONLY")
        yield
        return
    connection.cursor().execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.cursor().execute("PRAGMA query_only = OFF")
