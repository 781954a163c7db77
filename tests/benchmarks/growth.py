"""Growth: the same requests of this project, edge off, with few books and with many."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.benchmarks.comparison import OURS as APPLICATION
from tests.benchmarks.comparison import cells, without_edge
from tests.benchmarks.data import DataSet
from tests.benchmarks.made_up import COMMON_WORD
from tests.benchmarks.options import Options
from tests.benchmarks.requests import ONE as BOOK
from tests.benchmarks.requests import OURS, PAGE_SIZE, Asked, lists, of_one_subject, ours, parsed
from tests.benchmarks.rounds import Medians, measure
from tests.benchmarks.servers import Answer, Server, serving

FEW, MANY = "few", "many"
FIRST, FILTER, FACETS, DEEP, ONE, SEARCH, EDITORS = (
    *("first page", "subject filter, ordered", "facets", "cursor page, deep", "one book"),
    *("search for a common word", "the editor's list"),
)
# The page that a cursor stands before; of few books, the last but some.
DEEP_PAGE, DEEP_PAGE_OF_FEW = 1000, 40
LARGEST_STEP = 100
STREAMS = ("/sitemap.xml", "/sitemaps/books-0.xml", "/feeds/new.atom")


@dataclass(frozen=True)
class Growth:
    """Requests per second by row; of publishing, milliseconds of one and megabytes.

    `books` and `memory` (the server's peak, in megabytes) go by `few` and `many`, as all do.
    """

    books: dict[str, int]
    rates: Medians
    publishing: dict[str, dict[str, float]]
    memory: dict[str, int]


def grow(few: DataSet, many: DataSet, options: Options) -> Growth:
    sets = {FEW: (few, options.small), MANY: (many, options.books)}
    with ExitStack() as stack:
        columns = {}
        for column, (data, books) in sets.items():
            server = stack.enter_context(serving(APPLICATION, without_edge(data)))
            columns[column] = (server, asked_of(server, data, books))
        rates = measure(cells(columns), options.rounds, options.seconds)
        for server, _asked in columns.values():
            for path in STREAMS:
                Asked(path, lambda answer: bool(answer.body)).check(server)
        memory = {column: server.peak_megabytes() for column, (server, _) in columns.items()}
    publishing = publish_in_turn({column: data for column, (data, _) in sets.items()}, options)
    return Growth({FEW: options.small, MANY: options.books}, rates, publishing, memory)


def asked_of(server: Server, data: DataSet, books: int) -> dict[str, Asked]:
    subject = parsed(server.get(f"{OURS}?limit=1"))["items"][0]["subjects"][0]["id"]
    found = lists(books, "count", "description")
    login = json.loads(data.run("tests.benchmarks.login"))
    return {
        FIRST: Asked(OURS, found),
        FILTER: Asked(
            f"{OURS}?subject={subject}&order=title",
            lists(of_one_subject(books), "count", "description"),
        ),
        FACETS: Asked(f"{OURS}?facets=subject,form", counts_facets(books)),
        DEEP: Asked(deep_address(server, books), found),
        ONE: ours(server, books)[BOOK],
        SEARCH: Asked(f"{OURS}?search={COMMON_WORD}", lists(books // 4, "count", "description")),
        EDITORS: Asked(login["path"], shows_a_table, {"Cookie": login["cookie"]}),
    }


def deep_address(server: Server, books: int) -> str:
    """Of a page far down the list, found as a mirror would find it: from cursor to cursor."""
    left = (min(DEEP_PAGE, books * DEEP_PAGE_OF_FEW // 1000) - 1) * PAGE_SIZE
    query: dict[str, str] = {}
    while left:
        step = min(left, LARGEST_STEP)
        asked = urlencode({"limit": step, "fields": "id"} | query)
        address = parsed(server.get(f"{OURS}?{asked}"))["next"]
        query = {"cursor": parse_qs(urlsplit(address).query)["cursor"][0]}
        left -= step
    return f"{OURS}?{urlencode(query)}"


def counts_facets(books: int) -> Callable[[Answer], bool]:
    def holds(answer: Answer) -> bool:
        facets = parsed(answer)["facets"]
        return all(form["count"] == books for form in facets["form"]) and bool(facets["subject"])

    return holds


def shows_a_table(answer: Answer) -> bool:
    return answer.body.count(b"cover-small") >= PAGE_SIZE


def publish_in_turn(sets: dict[str, DataSet], options: Options) -> dict[str, dict[str, float]]:
    """Medians of the rounds, each with a new process for each data set."""
    found: dict[str, list[dict[str, float]]] = {column: [] for column in sets}
    for _ in range(options.rounds):
        for column, data in sets.items():
            found[column].append(json.loads(data.run("tests.benchmarks.publishing")))
    return {
        column: {name: median(each[name] for each in costs) for name in costs[0]}
        for column, costs in found.items()
    }
