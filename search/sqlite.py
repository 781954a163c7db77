"""A quotation mark in a search on SQLite: modelsearch passes it on, and FTS5 fails over it."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


def escape_quotation_marks() -> None:
    """Makes a word one FTS5 string whatever it contains (SQLite: FTS5, section 3.1)."""
    from modelsearch.backends.database.sqlite.query import Lexeme

    def as_sql(
        self: Lexeme, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        return '"%s"*' if self.prefix else '"%s"', [self.value.replace('"', '""')]

    Lexeme.as_sql = as_sql
