"""Runs the whole suite on SQLite and on PostgreSQL at the same time; fails if either fails.

Tests marked `once` have nothing to do with the database and run with SQLite alone. Files whose
tests only go through forms and templates run on one of the two (`divide_files`).
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
ROOT = Path(__file__).resolve().parent.parent
# Rooms of tests that go through Django's forms and templates, and store a row or two.
FORMS_AND_TEMPLATES = ("books/admin", "books/pictures", "books/previews", "books/readiness", "home")
# All but these, which search, sort, count, lock, or store what not every database takes.
OF_THE_DATABASE = """
    book_listing dashboard reader_requests demands form_values rows merging disk stored load_demo
    newsletter sessions worker approval_mails merged_shelves
""".split()  # noqa: SIM905


def divide_files() -> dict[str, list[str]]:
    """The files that run on one database alone, by its name: by turns on either."""
    names = {f"test_{name}.py" for name in OF_THE_DATABASE}
    files = [
        str(path.relative_to(ROOT))
        for room in FORMS_AND_TEMPLATES
        for path in sorted((ROOT / "tests" / room).glob("test_*.py"))
        if path.name not in names and "mark.once" not in path.read_text()
    ]
    return {"SQLite": files[::2], "PostgreSQL": files[1::2]}


def arguments_for(name: str) -> list[str]:
    """What pytest is given on the database of that name."""
    elsewhere = [files for other, files in divide_files().items() if other != name]
    return [*PYTEST, *(f"--ignore={file}" for files in elsewhere for file in files), *TESTS]


RUNS = {
    "SQLite": [sys.executable, "-m", *arguments_for("SQLite")],
    "PostgreSQL": [
        *(sys.executable, "-m", "tests.postgresql"),
        *arguments_for("PostgreSQL"),
        *WITH_A_DATABASE,
    ],
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
