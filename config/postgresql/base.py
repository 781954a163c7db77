import select
import threading
from functools import partial
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg.errors import _WaitTimeout

# Seconds for which a thread lets another go first, while nothing is wrong yet.
PATIENCE = 1


def wait_patiently(connection: Connection, patience: float, gen: Any, **options: Any) -> Any:
    """`Connection.wait`, for at most `patience` seconds. Raises OperationalError.

    No timeout of the database's own helps while that is frozen, and its machine acknowledges
    whatever it is sent. The connection is closed, so that a rollback does not wait once more.
    """
    try:
        return Connection.wait(connection, gen, **{"timeout": patience, **options})
    except _WaitTimeout:
        connection.pgconn.finish()
        raise


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, for a server of a few threads and a database that may go away and come back.

    The pool lets every thread wait for a database that is away, so that soon none is left to answer
    what needs no database; here one thread waits, and the others fail at once. The pool's own
    `max_waiting` would never let it recover, for it counts those who gave up among the waiting.
    And what the database has closed is replaced without asking it, and without the pool's pauses.
    """

    # Seconds that an answer may take; None for any time.
    patience: float | None = None
    one_waits = threading.Lock()
    is_away = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Raises OperationalError."""
        if self.pool:
            connection = self.take_from_pool(conn_params)
        else:
            connection = super().get_new_connection(conn_params)
        if self.patience:
            connection.wait = partial(wait_patiently, connection, self.patience)
        return connection

    def take_from_pool(self, conn_params: dict[str, Any]) -> Connection:
        if not self.one_waits.acquire(timeout=0 if self.is_away else PATIENCE):
            raise OperationalError("the database is away, and another thread waits for it")
        try:
            connection = self.get_open_connection(conn_params)
            DatabaseWrapper.is_away = False
        except OperationalError:
            DatabaseWrapper.is_away = True
            raise
        finally:
            self.one_waits.release()
        return connection

    def get_open_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection = super().get_new_connection(conn_params)
        while has_ended(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def has_ended(connection: Connection) -> bool:
    """Whether the database ended it: only then an idle connection has anything to read."""
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))
