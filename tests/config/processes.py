"""The project in a process of its own, with settings of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

PRODUCTION = {
    "PRODUCTION": "yes",
    "SECRET_KEY": "k3-long-and-of-many-different-letters-0123456789-ABCDEFGHIJ-!?",
    "ALLOWED_HOSTS": "books.example.com",
    "SITE_URL": "https://books.example.com",
    "DATABASE_POOL": "no",
}


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in the project's directory with these environment variables besides."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
