"""Queries that requests have in common: built by Django once, and planned by PostgreSQL once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BinaryField, Func, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.pq import Format


class Given(NamedTuple):
    """The place of a value that comes with each request."""

    name: str


def given(name: str) -> RawSQL:
    return RawSQL("%s", [Given(name)])


class InUTF8(Func):
    """A text as bytes, for what passes it on as it stands."""

    template = "convert_to(%(expressions)s, 'UTF8')"
    output_field = BinaryField()

    def as_sqlite(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        return super().as_sql(*args, template="CAST(%(expressions)s AS BLOB)", **kwargs)


class Built(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]
    convert: Callable[[Iterable[tuple]], Iterable[tuple]]
    binary: bool


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
        selected = [column[0] for column in compiler.select]
        converters = compiler.get_converters(selected)

        def convert(rows: Iterable[tuple]) -> Iterable[tuple]:
            return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

        binary = any(isinstance(each, InUTF8) for each in selected)
        return Built(sql, parameters, convert, binary)

    def rows(self, **values: Any) -> list[tuple]:
        sql, parameters, convert, binary = self.built
        filled = [values[each.name] if isinstance(each, Given) else each for each in parameters]
        with cursor(self.planned_once, binary) as asked:
            asked.execute(sql, filled)
            return list(convert(asked.fetchall()))


@contextmanager
def cursor(planned_once: bool, binary: bool) -> Iterator[CursorWrapper]:
    """Django's own puts values into the text of a statement, which is planned and read anew then.

    `binary` values come as PostgreSQL has them, and not as texts.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as own:
            yield own
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    own = connection.connection
    threshold = own.prepare_threshold
    with wrap(ServerBindingCursor(own)) as binding:
        binding.cursor.format = Format.BINARY if binary else Format.TEXT
        own.prepare_threshold = threshold if planned_once else None
        try:
            yield binding
        finally:
            own.prepare_threshold = threshold
