"""How long a request of the web may wait for the database; commands and the worker wait longer."""

from django.db import connections

# Seconds: for a lock that another holds, for one statement, and for any answer at all.
LOCK, STATEMENT, ANSWER = 5, 7, 8


def limit_database_waits() -> None:
    """To be called before this process connects for the first time."""
    connection = connections["default"]
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        options["timeout"] = LOCK
        return
    type(connection).patience = ANSWER
    # A pooler in between takes no such options; what it allows stands in its own configuration.
    if options["pool"]:
        options["options"] += (
            f" -c lock_timeout={LOCK}s -c statement_timeout={STATEMENT}s"
            " -c idle_in_transaction_session_timeout=60s"
        )
