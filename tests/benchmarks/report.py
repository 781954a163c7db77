"""Medians → docs/performance.md and its plot. Ratios are what is claimed; rates stand beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.comparison import CONSTANT, HELD, OFF, ON, V2, V3
from tests.benchmarks.growth import (
    DEEP,
    EDITORS,
    FACETS,
    FEW,
    FILTER,
    FIRST,
    MANY,
    ONE,
    SEARCH,
    Growth,
)
from tests.benchmarks.options import Options
from tests.benchmarks.plot import Ratios, plot, shown
from tests.benchmarks.rounds import Medians

TEXT = Path(__file__).parent / "performance.md"
# How many times as fast as stock v2 the site has to be with its edge off, by row.
AT_LEAST = {
    "one book": 15,
    "list of 20, full": 50,
    "search": 10,
    "subject filter, ordered": 10,
    "HTML book page": 1.5,
}
AT_LEAST_OF_CONSTANT = 0.85
# How many times as slow many books may be as few.
AT_MOST = {FIRST: 1.5, FILTER: 1.5, FACETS: 1.5, DEEP: 1.5, ONE: 1.5, SEARCH: 3, EDITORS: 2}
AT_MOST_PUBLISHING = 1.5
TITLE = "Requests per second, as a multiple of stock Wagtail v2"


@dataclass(frozen=True)
class Results:
    cold: Medians
    warm: Medians
    growth: Growth | None
    machine: list[str]


def write(results: Results, options: Options) -> None:
    images = options.out / "images"
    images.mkdir(parents=True, exist_ok=True)
    (options.out / "performance.md").write_text(document(results, options))
    (images / "performance.svg").write_text(plot(TITLE, cold_ratios(results.cold)))


def document(results: Results, options: Options) -> str:
    values = {
        "books": f"{options.small:,}",
        "rounds": options.rounds,
        "seconds": options.seconds,
        "cold": cold_table(results.cold),
        "warm": warm_table(results.warm),
        "growth": growth_section(results.growth),
        "machine": "; ".join(results.machine),
    }
    return TEXT.read_text().format(**values)


def cold_ratios(cold: Medians) -> Ratios:
    """To stock v2, by row and column."""
    return {
        row: {column: rate / rates[V2] for column, rate in rates.items()}
        for row, rates in cold.items()
    }


def cold_table(cold: Medians) -> str:
    columns = (V2, V3, OFF, ON)
    ratios = cold_ratios(cold)
    lines = [
        [
            row,
            *(cell(rates.get(column), ratios[row].get(column)) for column in columns),
            f"×{AT_LEAST[row]:g}" if row in AT_LEAST else "",
        ]
        for row, rates in cold.items()
    ]
    return table(["", *columns, "edge off: at least"], lines)


def cell(rate: float | None, ratio: float | None) -> str:
    return "–" if rate is None or ratio is None else f"**×{shown(ratio)}** ({rate_shown(rate)}/s)"


def rate_shown(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"


def warm_table(warm: Medians) -> str:
    lines = [
        [
            row,
            f"{rate_shown(rates[CONSTANT])}/s",
            f"{rate_shown(rates[ON])}/s",
            f"**{rates[ON] / rates[CONSTANT]:.0%}**",
            f"{AT_LEAST_OF_CONSTANT:.0%}",
            f"{rate_shown(rates[HELD])}/s",
        ]
        for row, rates in warm.items()
    ]
    columns = ["", "a constant", "the edge", "of the constant", "at least", "with 600 strangers"]
    return table(columns, lines)


def growth_section(growth: Growth | None) -> str:
    if growth is None:
        return "Not measured in this run: `BOOKS=100000 make bench` does."
    few, many = (f"{growth.books[each]:,} books" for each in (FEW, MANY))
    tables = [
        table(["", few, many, "times slower", "at most"], growth_lines(growth)),
        table(["publishing one book", few, many, "ratio", "at most"], publishing_lines(growth)),
    ]
    return "\n\n".join(tables)


def growth_lines(growth: Growth) -> Iterable[list[str]]:
    for row, rates in growth.rates.items():
        slower = rates[FEW] / rates[MANY]
        both = (f"{rate_shown(rates[each])}/s" for each in (FEW, MANY))
        yield [row, *both, f"**{slower:.2f}**", f"{AT_MOST[row]:g}"]


def publishing_lines(growth: Growth) -> Iterable[list[str]]:
    few, many = growth.publishing[FEW], growth.publishing[MANY]
    kinds = (
        ("time", "wall", "ms", f"{AT_MOST_PUBLISHING:g}"),
        ("time of the processor", "cpu", "ms", f"{AT_MOST_PUBLISHING:g}"),
        ("peak memory of the process", "peak", "MB", "flat"),
    )
    for words, name, unit, bound in kinds:
        both = (f"{each[name]:.0f} {unit}" for each in (few, many))
        yield [words, *both, f"**{many[name] / few[name]:.2f}**", bound]
    memory = growth.memory
    yield [
        "peak memory of the server, after all of the above, sitemaps and feeds",
        *(f"{memory[each]} MB" for each in (FEW, MANY)),
        f"**{memory[MANY] / memory[FEW]:.2f}**",
        "flat",
    ]


def table(head: list[str], lines: Iterable[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
