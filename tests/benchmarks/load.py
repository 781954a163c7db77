"""Load from wrk, on a core of its own, with eight connections."""

import os
import re
import subprocess
import sys
from math import ceil

from tests.benchmarks.servers import CLIENT_CORE

CONNECTIONS = 8
# Seconds after which a server that has answered nothing is taken to be dead.
LONGEST = 60
# Answers that make a rate: of fewer, those that were not done at the end would count for too much.
ENOUGH = 60
FAILURES = ("Non-2xx or 3xx responses", "Socket errors")


def requests_per_second(port: int, path: str, headers: dict[str, str], seconds: int) -> float:
    """Measured for longer, up to a minute, where so many seconds are too few for enough answers."""
    while (rate := read_output(run_wrk(port, path, headers, seconds), path)) * seconds < ENOUGH:
        if seconds >= LONGEST:
            break
        seconds = min(max(seconds * 2, ceil(ENOUGH / rate) if rate else 0), LONGEST)
    if not rate:
        sys.exit(f"{path} is never answered.")
    return rate


def run_wrk(port: int, path: str, headers: dict[str, str], seconds: int) -> str:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [
        *("wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--timeout", f"{LONGEST}s"),
        *("--duration", f"{seconds}s", *given, f"http://127.0.0.1:{port}{path}"),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, preexec_fn=on_its_core
    )
    return done.stdout


def on_its_core() -> None:
    os.sched_setaffinity(0, {CLIENT_CORE})


def read_output(output: str, path: str) -> float:
    """Ends the run if any answer was an error: nobody should time an error page."""
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not found or any(failure in output for failure in FAILURES):
        sys.exit(f"{path} was not always answered:\n{output}")
    return float(found[1])
