"""Editors and the worker write at the same time, each through a connection of its own."""

from tests.config.processes import run

WRITERS, TIMES = 4, 100

# Reads before it writes: what SQLite refuses at once, if the transaction began as a reader.
WRITE = f"""
import threading
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.db import connection, transaction

with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE counter (number integer)")
    cursor.execute("INSERT INTO counter VALUES (0)")
together = threading.Barrier({WRITERS})

def write(writer):
    together.wait()
    for _ in range({TIMES}):
        with transaction.atomic(), connection.cursor() as cursor:
            number = cursor.execute("SELECT number FROM counter").fetchone()[0]
            cursor.execute("UPDATE counter SET number = %s", [number + 1])
    connection.close()

with ThreadPoolExecutor({WRITERS}) as pool:
    list(pool.map(write, range({WRITERS})))
with connection.cursor() as cursor:
    print(cursor.execute("SELECT number FROM counter").fetchone()[0])
    print(cursor.execute("PRAGMA journal_mode").fetchone()[0])
"""


def test_writers_at_the_same_time_wait_for_each_other_on_sqlite(tmp_path):
    variables = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    written = run("-c", WRITE, DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3", **variables)
    assert written.stdout.split() == [str(WRITERS * TIMES), "wal"], written.stderr
