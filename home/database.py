"""Whether the database fits this code: not older, not newer, and open to be written to."""

from typing import Any

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import pre_migrate

from home.models import WorkerSign

# How migrations' names are numbered: 0001_initial.
DIGITS = 4


def connect(app: AppConfig) -> None:
    pre_migrate.connect(refuse_newer_before_migrating, sender=app)


def is_migrated() -> bool:
    """Whether the database has every migration of this code."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def newer_migrations() -> list[str]:
    """Those that the database has and that follow the last ones of this code.

    By their numbers: an app may drop migrations that it has squashed, and older names remain.
    """
    loader = MigrationLoader(connection)
    last: dict[str, str] = {}
    for app, name in loader.disk_migrations:
        last[app] = max(last.get(app, ""), name[:DIGITS])
    unknown = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    return [f"{app}.{name}" for app, name in unknown if app in last and name[:DIGITS] >= last[app]]


def refuse_newer_database() -> None:
    """Raise CommandError if a newer version of the code has migrated the database."""
    if newer := newer_migrations():
        raise CommandError(
            "DATABASE_URL: the database is newer than this code, which lacks"
            f" {', '.join(sorted(newer))}. Go back to the newer code, or to a backup."
        )


def refuse_newer_before_migrating(**kwargs: Any) -> None:
    refuse_newer_database()


def check_writable() -> None:
    """Raise django.db.Error where the database can only be read."""
    with transaction.atomic():
        WorkerSign.give("nobody")
        transaction.set_rollback(True)
