"""`make bench`: builds the data sets, runs the servers, and writes docs/performance.md.

The environment decides (`tests.benchmarks.options`):

BOOKS    how many books (1000). More than that gives the growth table too: 1,000 against so many.
SECONDS  how long each single measurement takes (3).
ROUNDS   how often all is measured; medians are shown (3).
OUT      the folder that gets performance.md and images/performance.svg (docs).
VAR_DIR  as for the site: the data sets are kept in its folder `bench`, and built once (var).
"""

import os
import signal
import sys

from tests.benchmarks.comparison import compare
from tests.benchmarks.data import databases
from tests.benchmarks.growth import grow
from tests.benchmarks.machine import describe
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.report import Results, write
from tests.benchmarks.servers import CLIENT_CORE, SERVER_CORE


def main() -> None:
    if not {SERVER_CORE, CLIENT_CORE} <= os.sched_getaffinity(0):
        sys.exit("make bench needs two cores: one for the servers, one for the load.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    options = read_options()
    write(run(options), options)
    print(f"Written: {options.out / 'performance.md'}")


def run(options: Options) -> Results:
    with databases(options.folder) as server:
        site = server.data_set("site", options.small)
        stock = server.data_set("stock", options.small)
        growing = options.books > options.small
        many = server.data_set("site", options.books) if growing else None
        server.pin(SERVER_CORE)
        cold, warm = compare(site, stock, options)
        growth = grow(site, many, options) if many else None
        return Results(cold, warm, growth, describe(server.url))


if __name__ == "__main__":
    main()
