"""Several people at the same moment, each in a thread with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def run_at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each returned, or the exception that it raised, in their order.

    The test needs `django_db(transaction=True)`: what it made must be there for all.
    """
    start = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def fail_at_once(*actions: Callable[[], Any]) -> list[Exception]:
    """The same, but only what was raised."""
    return [each for each in run_at_once(*actions) if isinstance(each, Exception)]
