"""Ends a process that cannot start with one line on stderr: what to mend, and no traceback."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, connection


@contextmanager
def exit_in_one_line() -> Iterator[None]:
    """For wrong settings, and for a database that is missing, broken, or not to be written to.

    What the database refuses to store is a fault of the code, and keeps its traceback.
    """
    # It repeats with each attempt what is said once, here or by who goes on.
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    try:
        # Some commands of Django would go on without settings.
        _ = settings.INSTALLED_APPS
        yield
    except ImproperlyConfigured as error:
        sys.exit(first_line(error))
    except (IntegrityError, DataError):
        raise
    except (DatabaseError, InterfaceError) as error:
        sys.exit(f"DATABASE_URL: {database_name()} cannot be used: {database_reason(error)}")


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def database_name() -> str:
    """Where it is, without its user and password."""
    values = connection.settings_dict
    place = ":".join(str(values[part]) for part in ("HOST", "PORT") if values[part])
    return f"{place}/{values['NAME']}" if place else str(values["NAME"])


def database_reason(error: Exception) -> str:
    """What the database itself says: its pool knows only that it waited."""
    if connection.settings_dict["OPTIONS"].get("pool"):
        direct = connection.copy()
        direct.settings_dict["OPTIONS"].pop("pool")
        try:
            direct.connect()
            direct.close()
        except Exception as reason:
            return first_line(reason)
    return first_line(error)
