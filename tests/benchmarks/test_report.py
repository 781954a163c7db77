"""The page that `make bench` writes: its medians, its ratios, its plot. No timing."""

import pytest
from lxml import etree

from tests.benchmarks.comparison import HELD
from tests.benchmarks.growth import EDITORS, FEW, MANY, SEARCH, Growth
from tests.benchmarks.load import read_output
from tests.benchmarks.options import Options, read_options
from tests.benchmarks.plot import plot
from tests.benchmarks.report import Results, write
from tests.benchmarks.rounds import medians
from tests.benchmarks.servers import command

SVG = "{http://www.w3.org/2000/svg}"
COLD = {
    "one book": {"stock v2": 50.0, "stock v3": 75.0, "edge off": 1000.0, "edge on": 20_000.0},
    "list of 20, full": {"stock v2": 10.0, "edge off": 600.0, "edge on": 15_000.0},
}
WARM = {"one book": {"constant": 20_000.0, "edge on": 18_000.0, HELD: 15_000.0}}
GROWTH = Growth(
    books={FEW: 1000, MANY: 100_000},
    rates={SEARCH: {FEW: 500.0, MANY: 200.0}, EDITORS: {FEW: 12.0, MANY: 8.0}},
    publishing={
        FEW: {"wall": 80.0, "cpu": 60.0, "peak": 150.0},
        MANY: {"wall": 100.0, "cpu": 66.0, "peak": 153.0},
    },
    memory={FEW: 160, MANY: 168},
)


def written(tmp_path, growth: Growth | None) -> str:
    options = Options(books=100_000, seconds=3, rounds=3, out=tmp_path, folder=tmp_path)
    write(Results(COLD, WARM, growth, ["2 cores", "Python 3"]), options)
    return (tmp_path / "performance.md").read_text()


def test_median_of_the_rounds():
    found = {("a", "x"): [9.0, 1.0, 2.0], ("a", "y"): [4.0, 8.0], ("b", "x"): [3.0]}
    assert medians(found) == {"a": {"x": 2.0, "y": 6.0}, "b": {"x": 3.0}}


def test_ratios_are_to_stock_v2(tmp_path):
    text = written(tmp_path, None)
    assert (
        "| one book | **×1.0** (50/s) | **×1.5** (75/s) | **×20** (1,000/s) | **×400** (20,000/s)"
        " | ×15 |"
    ) in text
    assert "| list of 20, full | **×1.0** (10/s) | – | **×60** (600/s)" in text


def test_warm_answers_are_a_share_of_the_constant(tmp_path):
    line = "| one book | 20,000/s | 18,000/s | **90%** | 85% | 15,000/s |"
    assert line in written(tmp_path, None)


def test_growth_is_told_where_it_was_measured(tmp_path):
    assert "Not measured in this run" in written(tmp_path, None)
    text = written(tmp_path, GROWTH)
    assert "|  | 1,000 books | 100,000 books | times slower | at most |" in text
    assert "| search for a common word | 500/s | 200/s | **2.50** | 3 |" in text
    assert "| time | 80 ms | 100 ms | **1.25** | 1.5 |" in text
    assert "| peak memory of the process | 150 MB | 153 MB | **1.02** | flat |" in text


def test_the_plot_has_a_bar_for_each_ratio_in_light_and_dark(tmp_path):
    written(tmp_path, None)
    root = etree.parse(tmp_path / "images" / "performance.svg").getroot()
    assert root.tag == f"{SVG}svg"
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("rx")]
    assert len(bars) == sum(map(len, COLD.values()))
    assert "prefers-color-scheme: dark" in root.findtext(f"{SVG}style")
    assert {"×20", "×400", "×60"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_longer_bars_are_higher_ratios():
    root = etree.fromstring(plot("A & B", {"row": {"one": 1.0, "ten": 10.0, "most": 100.0}}))
    lengths = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect") if bar.get("rx")]
    assert lengths == sorted(lengths)
    assert lengths[2] == pytest.approx(2 * lengths[1])
    assert root.findtext(f"{SVG}title") == "A & B"


def test_errors_are_never_timed():
    assert read_output("Requests/sec:   1234.5\n", "/") == 1234.5
    for failure in ("Non-2xx or 3xx responses: 7", "Socket errors: connect 0, read 1"):
        with pytest.raises(SystemExit, match="/books/ was not always answered"):
            read_output(f"  {failure}\nRequests/sec:   1234.5\n", "/books/")


def test_the_environment_decides(monkeypatch, tmp_path):
    for name, value in {"BOOKS": "200", "SECONDS": "1", "ROUNDS": "2", "OUT": tmp_path}.items():
        monkeypatch.setenv(name, str(value))
    options = read_options()
    assert (options.books, options.small, options.seconds, options.rounds) == (200, 200, 1, 2)
    assert options.out == tmp_path


def test_the_site_is_served_as_in_production():
    from home.management.commands.serve import server_command

    assert command("config.rsgi:application", 8123) == server_command("127.0.0.1", 8123)
