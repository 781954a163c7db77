"""Runs the whole suite on SQLite and on PostgreSQL at the same time; fails if either fails.

Tests marked `once` have nothing to do with the database and run with SQLite alone.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PASSED = "Both databases pass."
PYTEST = ["pytest", "--color=no"]
WITH_A_DATABASE = ["-m", "not node and not once"]
TESTS = sys.argv[1:]
RUNS = {
    "SQLite": [sys.executable, "-m", *PYTEST, *TESTS],
    "PostgreSQL": [sys.executable, "-m", "tests.postgresql", *PYTEST, *WITH_A_DATABASE, *TESTS],
}


def start(name: str, folder: Path) -> subprocess.Popen[bytes]:
    """The suite on one database, with its runtime files and its output in a folder of its own.

    What `.env` says is for the site, not for its tests.
    """
    environment = {**os.environ, "VAR_DIR": str(folder / name), "ENV_FILE": os.devnull}
    if name == "SQLite":
        environment.pop("DATABASE_URL", None)
    (folder / name).mkdir()
    with (folder / f"{name}.txt").open("wb") as output:
        return subprocess.Popen(
            RUNS[name], env=environment, stdout=output, stderr=subprocess.STDOUT
        )


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="frontlist-tests-") as path:
        folder = Path(path)
        running = {name: start(name, folder) for name in RUNS}
        print("Running the suite on SQLite and on PostgreSQL at the same time …", flush=True)
        codes = {}
        for name, process in running.items():
            codes[name] = process.wait()
            print(f"\n{name}\n{(folder / f'{name}.txt').read_text()}", flush=True)
    print(verdict(codes), flush=True)
    return 0 if verdict(codes) == PASSED else 1


def verdict(codes: dict[str, int]) -> str:
    """Of some tests alone, a run may have none to do; not all runs may."""
    failed = [
        name for name, code in codes.items() if code not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
    ]
    if failed:
        return f"Failed on {' and '.join(failed)}."
    return PASSED if 0 in codes.values() else "There are no such tests."


if __name__ == "__main__":
    sys.exit(main())
