"""Queries that requests have in common: built by Django once, and planned by PostgreSQL once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


class Given(NamedTuple):
    """The place of a value that comes with each request."""

    name: str


def given(name: str) -> RawSQL:
    return RawSQL("%s", [Given(name)])


class Built(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]
    convert: Callable[[Iterable[tuple]], Iterable[tuple]]


class Statement:
    """A query of `values_list()`, in which `given()` stands for values.

    One that is not to be planned once is planned for its values each time.
    """

    def __init__(self, build: Callable[[], QuerySet], planned_once: bool = True) -> None:
        self.build = build
        self.planned_once = planned_once

    @cached_property
    def built(self) -> Built:
        compiler = self.build().query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])

        def convert(rows: Iterable[tuple]) -> Iterable[tuple]:
            return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

        return Built(sql, parameters, convert)

    def rows(self, **values: Any) -> list[tuple]:
        sql, parameters, convert = self.built
        filled = [values[each.name] if isinstance(each, Given) else each for each in parameters]
        with cursor(self.planned_once) as asked:
            asked.execute(sql, filled)
            return list(convert(asked.fetchall()))


@contextmanager
def cursor(planned_once: bool) -> Iterator[CursorWrapper]:
    """Django's own puts values into the text of a statement, which is then planned each time."""
    if not planned_once or connection.vendor != "postgresql":
        with connection.cursor() as own:
            yield own
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(ServerBindingCursor(connection.connection)) as binding:
        yield binding
