"""An example of a book's record for the API's document, and through its parts of every schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from books.record import BookRecord

EXAMPLE = Path(__file__).with_name("example_book.json")


def record_examples() -> dict[str, dict[str, Any]]:
    """By the name of a schema: what it looks like where it first stands in the example."""
    examples: dict[str, dict[str, Any]] = {}
    for name, example in parts(BookRecord.model_validate_json(EXAMPLE.read_bytes())):
        examples.setdefault(name, example)
    return examples


def parts(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The record and, inside it, every typed part, each with the name of its schema."""
    if isinstance(value, BaseModel):
        yield type(value).__name__, value.model_dump(mode="json")
        value = [part for _, part in value]
    if isinstance(value, list):
        for part in value:
            yield from parts(part)
