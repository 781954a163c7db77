"""What has to be there before the site can be served; safe to do each time."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from home.models import HomePage

Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Bring the database up to date, fill it if it is empty, and collect the static files."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    migrate(say)
    fill(say)
    collect_static(say)


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)


def fill(say: Say) -> None:
    """Load the demo catalogue, or an empty site, into a database that has no site yet."""
    if HomePage.objects.exists():
        say("The database has a site already: nothing in it was changed.")
    elif settings.DEMO and not settings.PRODUCTION:
        call_command("load_demo")
    else:
        call_command("start_site")


def collect_static(say: Say) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
