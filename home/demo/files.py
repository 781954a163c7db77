"""The demo's data, as the files beside this module tell it."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SEED_COPY = FOLDER / "in-defense-of-small-producers.txt"


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_books() -> dict[str, dict[str, Any]]:
    """Each book's data under its slug, in the order of the slugs."""
    return {path.stem: read(f"books/{path.name}") for path in sorted(FOLDER.glob("books/*.toml"))}
