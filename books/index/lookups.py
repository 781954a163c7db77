"""`title__folded__contains="bronte"` finds “Brontë”, on either database."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField, Transform

from books.index.folding import ACCENTS, LETTERS, LIGATURES, folded


class Folded(Transform):
    """Text without case and accents, as `books.index.folding.folded` makes it."""

    lookup_name = "folded"
    function = "frontlist_folded"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple]:
        text, params = compiler.compile(self.lhs)
        text = f"lower(regexp_replace(normalize({text}, NFKD), %s, '', 'g'))"
        params = (*params, ACCENTS.pattern)
        for one, two in LIGATURES.items():
            text, params = f"replace({text}, %s, %s)", (*params, one, two)
        return f"normalize(translate({text}, %s, %s), NFC)", (*params, *LETTERS)


def connect() -> None:
    for field in (CharField, TextField):
        field.register_lookup(Folded)
    connection_created.connect(add_function)


def add_function(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("frontlist_folded", 1, fold, deterministic=True)


def fold(text: str | None) -> str | None:
    return text and folded(text)
