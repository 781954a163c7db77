"""Numbers of all server processes of a machine, whichever of them is asked for them.

Each writes its own into a file every few seconds; who is asked reads those of the others. Numbers
of a process that ends end with it: they bear its id, so that none ever seems to run backwards.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep, time

from django.conf import settings
from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

from config.metrics_process import collect_process, measure_database

# Seconds.
WRITTEN_EACH = 5
ENDED_AFTER = 3 * WRITTEN_EACH
FOLDER = settings.VAR_DIR / "metrics"

# Name, help, type and samples: each a name, labels and a value.
Family = tuple[str, str, str, list[tuple[str, dict[str, str], float]]]


def share_numbers() -> None:
    """Begin, in this process, to count and to write."""
    measure_database()
    threading.Thread(target=write_for_ever, name="metrics", daemon=True).start()


def write_for_ever() -> None:
    while True:
        # A full disk is no reason to stop; it is in the numbers of whoever watches the disk.
        with suppress(OSError):
            write_numbers()
        sleep(WRITTEN_EACH)


def write_numbers() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{os.getpid()}.json"
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(own_numbers()))
    partial.replace(path)


def own_numbers() -> list[Family]:
    return [
        (
            family.name,
            family.documentation,
            family.type,
            # When a series began says its first sample.
            [(each.name, each.labels, each.value) for each in family.samples if is_number(each)],
        )
        for family in collect_process()
    ]


def is_number(sample: Sample) -> bool:
    return not sample.name.endswith("_created")


def collect_processes() -> Iterable[Metric]:
    """Families of all processes, each sample with the id of its process."""
    families: dict[str, Metric] = {}
    for process, numbers in [(str(os.getpid()), own_numbers()), *read_others()]:
        for name, documentation, type_, samples in numbers:
            family = families.setdefault(name, Metric(name, documentation, type_))
            for sample, labels, value in samples:
                family.add_sample(sample, labels | {"process": process}, value)
    return families.values()


def read_others() -> Iterator[tuple[str, list[Family]]]:
    for path in FOLDER.glob("*.json"):
        # It may go while it is read; and what is no JSON is none of ours.
        with suppress(OSError, ValueError):
            if has_ended(path):
                path.unlink()
            elif path.stem != str(os.getpid()):
                yield path.stem, json.loads(path.read_text())


def has_ended(path: Path) -> bool:
    return path.stat().st_mtime < time() - ENDED_AFTER
