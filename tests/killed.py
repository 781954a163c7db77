"""Does things in processes that are killed over them: `python -m tests.killed start`.

Each process is forked, so that the project is loaded once, and ends by SIGKILL at some statement
that it sends to the database. Prints how each ended.
"""

import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

COPY = Path("home/demo/in-defense-of-small-producers.txt")
Step = Callable[[], None]
# How often each is killed.
KILLS = {"import_copy": 3, "publish": 3, "upload": 3, "rebuild": 2}


class Statements:
    """Counts what all threads of the process send, and kills it at one of them."""

    def __init__(self, last: int | None = None, pattern: str = ""):
        self.sent, self.last, self.pattern = 0, last, pattern

    def watch(self) -> None:
        from django.db.backends.signals import connection_created

        connection_created.connect(self.watch_connection, weak=False)

    def watch_connection(self, connection: Any, **kwargs: Any) -> None:
        if self.count not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.count)

    def count(self, execute: Callable, sql: str, *args: Any) -> Any:
        self.sent += self.pattern in str(sql)
        if self.sent == self.last:
            die()
        return execute(sql, *args)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(step: Step, statements: Statements) -> tuple[int, int]:
    """How the process ended that did it, and after how many statements if nobody killed it."""
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        try:
            statements.watch()
            step()
            os.write(writing, str(statements.sent).encode())
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        os._exit(1)
    os.close(writing)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with os.fdopen(reading) as pipe:
        return code, int(pipe.read() or 0)


def start() -> None:
    """`manage.py serve`, but for the server."""
    from home.preparing import prepare

    prepare(print)


def start_until_files_are_collected() -> None:
    from home.preparing import prepare

    def say(message: str) -> None:
        if message.startswith("Collecting"):
            threading.Timer(0.2, die).start()

    prepare(say)


def import_copy() -> None:
    from django.core.management import call_command

    _title, rest = COPY.read_text().split("\n", 1)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(f"Volume {random.randrange(10**9)}\n{rest}")
        file.flush()
        call_command("import_copy", file.name, publish=True)


def publish() -> None:
    """One book gets another title, another one is withdrawn or published again."""
    from books.models import BookPage

    one, other = BookPage.objects.filter(alias_of=None, live=True).order_by("?")[:2]
    one.title = f"{one.title} {random.randrange(10)}"
    one.save_revision().publish()
    other.unpublish()


def upload() -> None:
    from tests.factories import make_picture

    make_picture("Uploaded", (700, 900))


def rebuild() -> None:
    from django.core.management import call_command

    from books.models import Publication

    Publication.objects.books().public().update(digest="0" * 64)
    call_command("rebuild_publications")


def tasks() -> None:
    """What a worker does at its start, a minute later, until no task is left."""
    from home.management.commands.worker import queue_of_tasks, run_tasks, upkeep
    from home.models import WorkerSign

    WorkerSign.objects.all().delete()
    worker_id = f"worker {os.getpid()}"
    WorkerSign.give(worker_id)
    upkeep()
    run_tasks(queue_of_tasks(worker_id))


def kill_starts() -> None:
    """In the migrations, in the demo, after its commit, and over the static files."""
    say("migrations", run(start, Statements(30, "CREATE TABLE")))
    say("demo", run(start, Statements(3, 'INSERT INTO "wagtailcore_revision"')))
    say("pictures", run(start, Statements(20, 'INTO "books_picturerendition"')))
    say("files", run(start_until_files_are_collected, Statements()))
    say("start", run(start, Statements()))


def kill_workers() -> None:
    """Twice, wherever they are; a task over which three die is given up."""
    for _ in range(2):
        last = random.randrange(1, 100)
        say("worker", run(tasks, Statements(last)), f"at {last}")
    say("worker", run(tasks, Statements()))


def kill(step: Step) -> None:
    ended, most = run(step, Statements())
    say(step.__name__, (ended, most))
    for last in sorted(random.sample(range(1, most + 1), KILLS[step.__name__])):
        say(step.__name__, run(step, Statements(last)), f"at {last} of {most}")


def say(name: str, ended: tuple[int, int], when: str = "") -> None:
    print(name, ended[0], when, flush=True)


def main(names: list[str]) -> None:
    for name in names:
        if name == "start":
            kill_starts()
        elif name == "worker":
            kill_workers()
        else:
            kill(globals()[name])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(sys.argv[1:])
