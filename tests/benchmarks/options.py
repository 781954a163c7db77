"""What the environment asks of a run; read here and nowhere else."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Options:
    """`seconds` for each single measurement; `out` gets performance.md and its plot."""

    books: int
    seconds: int
    rounds: int
    out: Path
    folder: Path

    @property
    def small(self) -> int:
        """The size of the data set on which all projects are compared."""
        return min(self.books, 1000)


def read_options() -> Options:
    return Options(
        books=int(os.environ.get("BOOKS", "1000")),
        seconds=int(os.environ.get("SECONDS", "3")),
        rounds=int(os.environ.get("ROUNDS", "3")),
        out=Path(os.environ.get("OUT", ROOT / "docs")).resolve(),
        folder=Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve() / "bench",
    )
