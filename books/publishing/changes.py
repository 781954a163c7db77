"""Collects what changes, and settles it once, at the end of the transaction that changed it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction


@contextmanager
def one_change() -> Iterator[None]:
    with transaction.atomic():
        yield


def page_changed(page) -> None: ...


def shared_thing_changed(thing: models.Model) -> None: ...
