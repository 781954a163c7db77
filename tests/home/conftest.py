import io

import pytest
from django.core.management import call_command


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for a module; taken back with the transaction around it."""
    from django.db import transaction
    from django.test import override_settings

    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        yield run("load_demo")
        transaction.set_rollback(True)


def run(command: str, **options) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()
