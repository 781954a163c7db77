"""What the machine and the versions are, in general words."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psycopg


def describe(database_url: str) -> list[str]:
    with psycopg.connect(database_url) as connection:
        number = connection.info.server_version
    packages = ("Django", "wagtail", "granian", "psycopg")
    return [
        f"{os.cpu_count()} cores, {processor()}",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in packages),
        f"PostgreSQL {number // 10000}.{number % 10000}",
        wrk_version(),
    ]


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def wrk_version() -> str:
    """`wrk` says it together with how it is used."""
    said = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout
    return " ".join(said.split()[:2])
