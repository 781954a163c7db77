import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from books.models import BookPage
from tests.factories import make_book


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demo, loaded once for a module; taken back with the transaction around it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run("load_demo")
        transaction.set_rollback(True)


def run(command: str) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


@pytest.fixture
def book() -> BookPage:
    return make_book("Walden", live=False)
