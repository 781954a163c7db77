"""Rounds of measurements: the same requests of all servers in turn, so that all meet the same
machine, whatever else it does."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.load import requests_per_second, run_wrk
from tests.benchmarks.requests import Asked
from tests.benchmarks.servers import Server

WARM_UP = 1


@dataclass(frozen=True)
class Measured:
    """One cell of a table: a row's request of a column's server."""

    row: str
    column: str
    server: Server
    asked: Asked


# Requests per second: the median of the rounds, by row and column.
Medians = dict[str, dict[str, float]]


def measure(cells: Iterable[Measured], rounds: int, seconds: int) -> Medians:
    cells = list(cells)
    for cell in cells:
        cell.asked.check(cell.server)
    found: dict[tuple[str, str], list[float]] = {(cell.row, cell.column): [] for cell in cells}
    for number in range(rounds):
        for cell in cells:
            rate = one_measurement(cell, seconds)
            found[cell.row, cell.column].append(rate)
            print(f"{number + 1}: {cell.row}, {cell.column}: {rate:,.0f}/s", file=sys.stderr)
    return medians(found)


def one_measurement(cell: Measured, seconds: int) -> float:
    port, path, headers = cell.server.port, cell.asked.path, cell.asked.headers
    run_wrk(port, path, headers, WARM_UP)
    cell.server.settle()
    rate = requests_per_second(port, path, headers, seconds)
    cell.server.settle()
    return rate


def medians(found: dict[tuple[str, str], list[float]]) -> Medians:
    table: Medians = {}
    for (row, column), rates in found.items():
        table.setdefault(row, {})[column] = median(rates)
    return table
