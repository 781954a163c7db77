"""The comparison: a stock Wagtail project, this one with its edge and without, and a constant."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import requests
from tests.benchmarks.data import DataSet
from tests.benchmarks.options import Options
from tests.benchmarks.requests import Asked
from tests.benchmarks.rounds import Measured, Medians, measure
from tests.benchmarks.servers import Answer, Server, serving
from tests.benchmarks.strangers import strangers

V2, V3, OFF, ON, CONSTANT = "stock v2", "stock v3", "edge off", "edge on", "constant"
HELD = "edge on, strangers holding it up"
OURS = "config.rsgi:application"
# What concerns the connection belongs to the server, and a page stored apart to the edge.
LEFT_TO_THE_SERVER = {"connection", "date", "server", "transfer-encoding", "age"}


def compare(site: DataSet, stock: DataSet, options: Options) -> tuple[Medians, Medians]:
    """Requests per second, cold and warm."""
    with ExitStack() as stack:
        stock_server = stack.enter_context(
            serving("tests.benchmarks.stock.wsgi:application", stock.environment)
        )
        off = stack.enter_context(serving(OURS, without_edge(site)))
        on = stack.enter_context(serving(OURS, site.environment))
        asked = requests.ours(off, options.small)
        cold = {
            V2: (stock_server, requests.stock_v2(stock_server, options.small)),
            V3: (stock_server, requests.stock_v3(stock_server, options.small)),
            OFF: (off, asked),
            ON: (on, asked),
        }
        cold_medians = measure(cells(cold), options.rounds, options.seconds)
        warm, answers = requests.warm(asked), options.folder / "constant.json"
        same = store_constants(warm, on, answers)
        environment = site.environment | {"CONSTANT_ANSWERS": str(answers)}
        constant = stack.enter_context(
            serving("tests.benchmarks.constant:application", environment)
        )
        pairs = {CONSTANT: (constant, same), ON: (on, warm)}
        warm_medians = measure(cells(pairs), options.rounds, options.seconds)
        with strangers(on.port):
            held = measure(cells({HELD: (on, warm)}), options.rounds, options.seconds)
        for row, rates in held.items():
            warm_medians[row] |= rates
        return cold_medians, warm_medians


def without_edge(site: DataSet) -> dict[str, str]:
    return site.environment | {"EDGE_MEGABYTES": "0"}


def cells(columns: dict[str, tuple[Server, dict[str, Asked]]]) -> Iterator[Measured]:
    """Row by row, so that what is compared is measured right after each other."""
    rows = dict.fromkeys(row for _, asked in columns.values() for row in asked)
    for row in rows:
        for column, (server, asked) in columns.items():
            if row in asked:
                yield Measured(row, column, server, asked[row])


def store_constants(warm: dict[str, Asked], server: Server, path: Path) -> dict[str, Asked]:
    """Keep the warm answers for the constant app; returns what to ask it, each under a number."""
    stored, asked = {}, {}
    for number, (row, each) in enumerate(warm.items()):
        each.check(server)
        answer = each.check(server)
        stored[f"/{number}"] = (kept_headers(answer), answer.body.decode("latin-1"))
        asked[row] = Asked(f"/{number}", has_the_body_of(answer), each.headers)
    path.write_text(json.dumps(stored))
    return asked


def kept_headers(answer: Answer) -> list[tuple[str, str]]:
    return [pair for pair in answer.headers if pair[0].lower() not in LEFT_TO_THE_SERVER]


def has_the_body_of(expected: Answer) -> Callable[[Answer], bool]:
    return lambda answer: answer.body == expected.body
