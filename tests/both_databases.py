"""Runs the whole suite on SQLite and on PostgreSQL at the same time; fails if either fails.

A file runs on one of the two, by turns, unless BOTH says why it needs both. Of those that do,
tests marked `once` have nothing to do with the database and run with SQLite alone.
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
# Files that run on both databases, by what these do differently.
BOTH = {
    "search, sort, compare and count": """
        books/admin/book_listing books/admin/dashboard books/admin/reader_requests
        books/api/books books/api/filters books/api/generic books/api/paging books/api/search
        books/index/counts books/index/folding books/index/limits books/index/lookups
        books/listing/catalogue books/listing/people books/listing/related
        books/catalogue books/former_slugs books/publication_dates books/queries books/row_order
        books/sitemaps search/search searches
    """,
    "lock, and let others see what is done": """
        books/admin/conflicts books/admin/merging books/admin/rows books/api/changes
        books/imports/copy_draft books/mail_delivery books/merging books/simultaneous
        books/publishing/any_sequence books/publishing/numbers books/publishing/pages
        books/publishing/redirects books/publishing/reviews books/publishing/same_instant
        books/publishing/schedule books/publishing/schedule_failures
        books/publishing/shared_things books/publishing/upkeep books/readiness/stored
        config/edge_site config/secret_limits config/two_servers
        home/approval_mails home/merged_shelves home/newsletter home/sessions home/worker
    """,
    "refuse, and how they fail": """
        books/admin/demands books/admin/form_values books/pictures/disk config/api_fuzzing
        config/front config/health config/waits kills nonsense running
    """,
    "find in conditions on what is hidden": """
        books/media books/publishing/alias_privacy books/publishing/aliases
        expiry hidden_costs nothing_leaks
    """,
    "store, and read back": "books/stored_records home/load_demo home/start_site seed",
}


def divide_files() -> dict[str, list[str]]:
    """The files that run on one database alone, by its name: by turns, so that neither gets all
    of a room whose tests take long."""
    both = {find_file(name) for names in BOTH.values() for name in names.split()}
    single = sorted(set((ROOT / "tests").rglob("test_*.py")) - both)
    files = [str(path.relative_to(ROOT)) for path in single]
    return {"SQLite": files[::2], "PostgreSQL": files[1::2]}


def find_file(name: str) -> Path:
    """The file of that name in BOTH. Raises FileNotFoundError where it has been moved away."""
    room, _, last = name.rpartition("/")
    return (ROOT / "tests" / room / f"test_{last}.py").resolve(strict=True)


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
