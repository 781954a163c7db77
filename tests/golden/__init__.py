"""Files that say what the project is expected to answer; `make golden` renews them.

A test compares with `assert_golden` and is marked `golden`.
"""

import difflib
import os
from pathlib import Path

GOLDEN = Path(__file__).parent


def assert_golden(name: str, text: str) -> None:
    """Fail with what differs from `tests/golden/{name}`, or write it under `RENEW_GOLDEN`."""
    path = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        path.write_text(text)
    expected = path.read_text().splitlines()
    diff = "\n".join(difflib.unified_diff(expected, text.splitlines(), name, "now", lineterm=""))
    assert not diff, f"If this change is meant, run `make golden`.\n{diff}"
