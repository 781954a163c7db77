import select
import threading
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

# Seconds for which a thread lets another go first, while nothing is wrong yet.
PATIENCE = 1


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, for a server of a few threads and a database that may go away and come back.

    The pool lets every thread wait for a database that is away, so that soon none is left to answer
    what needs no database; here one thread waits, and the others fail at once. The pool's own
    `max_waiting` would never let it recover, for it counts those who gave up among the waiting.
    And what the database has closed is replaced without asking it, and without the pool's pauses.
    """

    one_waits = threading.Lock()
    is_away = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Raises OperationalError."""
        if not self.pool:
            return super().get_new_connection(conn_params)
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
