"""What one server process has counted, as Prometheus has it."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client import Counter as LabelledCounter
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from config.metrics import EDGE, LIMITS, Counter

registry = CollectorRegistry(auto_describe=False)
REQUESTS = Histogram(
    "frontlist_request_duration_seconds",
    "Answers of the app behind the edge, by kind of address and status.",
    ("kind", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)
STATEMENTS = Histogram(
    "frontlist_database_statement_duration_seconds",
    "Waits for the database to carry out a statement, its locks included.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 10, 30),
    registry=registry,
)
DATABASE_ERRORS = LabelledCounter(
    "frontlist_database_errors",
    "Statements that the database refused, or could not carry out, by Django's name of the error.",
    ("error",),
    registry=registry,
)


for name in ("OperationalError", "InterfaceError", "IntegrityError", "DataError"):
    DATABASE_ERRORS.labels(name)


def collect_process() -> Iterator[Metric]:
    yield count("frontlist_edge_requests", "Requests at the edge.", "result", EDGE)
    yield count("frontlist_limited_requests", "Requests refused by a limit.", "limit", LIMITS)
    yield from collect_pool()
    yield from registry.collect()


def count(name: str, help_: str, label: str, counters: dict[str, Counter]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=(label,))
    for value, counter in counters.items():
        family.add_metric((value,), counter.value)
    return family


def collect_pool() -> Iterator[Metric]:
    """Of PostgreSQL's connections; SQLite has no pool, nor has who turned it off."""
    pool = getattr(connections["default"], "pool", None)
    stats = pool.get_stats() if pool else {}
    size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
    family = GaugeMetricFamily(
        "frontlist_database_connections", "Connections of the pool.", labels=("state",)
    )
    family.add_metric(("free",), free)
    family.add_metric(("used",), size - free)
    yield family
    yield CounterMetricFamily(
        "frontlist_database_connection_waits",
        "Requests for a connection that had to wait for one.",
        stats.get("requests_queued", 0),
    )
    yield CounterMetricFamily(
        "frontlist_database_connection_wait_seconds",
        "For how long they waited.",
        stats.get("requests_wait_ms", 0) / 1000,
    )


def measure_database() -> None:
    """From here on, for every connection that is opened."""
    connection_created.connect(measure_connection, dispatch_uid="metrics")


def measure_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if measure_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(measure_statement)


def measure_statement(execute: Callable[..., Any], *args: Any) -> Any:
    """A wrapper of Django's (`connection.execute_wrappers`)."""
    started = perf_counter()
    try:
        return execute(*args)
    except Error as error:
        DATABASE_ERRORS.labels(type(error).__name__).inc()
        raise
    finally:
        STATEMENTS.observe(perf_counter() - started)
