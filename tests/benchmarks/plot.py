"""Ratios as bars on a logarithmic scale, as an SVG that is readable in light and in dark."""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

BAR, GAP, BETWEEN, LEFT, WIDTH, RIGHT, TOP = 16, 3, 16, 190, 420, 90, 56
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.axis { stroke: #8c959f; stroke-dasharray: 2 3 }
.a { fill: #8c959f } .b { fill: #bf8700 } .c { fill: #0969da } .d { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .axis { stroke: #6e7681 }
  .a { fill: #6e7681 } .b { fill: #d29922 } .c { fill: #58a6ff } .d { fill: #3fb950 }
}
"""
CLASSES = "abcd"
# Ratios by row and by series, at most four.
Ratios = dict[str, dict[str, float]]


def plot(title: str, ratios: Ratios) -> str:
    """Series keep their colour from row to row; what a row lacks takes no place."""
    series = list(dict.fromkeys(name for row in ratios.values() for name in row))
    highest = max(value for row in ratios.values() for value in row.values())
    decades = max(math.ceil(math.log10(highest)), 1)
    bars = sum(map(len, ratios.values()))
    height = TOP + bars * (BAR + GAP) + len(ratios) * BETWEEN + 30
    parts = [
        *legend(series),
        *axis(decades, height),
        *rows(ratios, series, decades),
    ]
    width = LEFT + WIDTH + RIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n"
        f'<text x="0" y="16" font-weight="bold">{escape(title)}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def legend(series: list[str]) -> Iterator[str]:
    for place, name in enumerate(series):
        x = LEFT + place * 110
        yield f'<rect class="{CLASSES[place]}" x="{x}" y="30" width="12" height="12"/>'
        yield f'<text x="{x + 17}" y="41">{escape(name)}</text>'


def axis(decades: int, height: int) -> Iterator[str]:
    for power in range(decades + 1):
        x = LEFT + WIDTH * power / decades
        yield f'<line class="axis" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{height - 22}"/>'
        yield f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle">×{10**power:,}</text>'


def rows(ratios: Ratios, series: list[str], decades: int) -> Iterator[str]:
    y = TOP + BETWEEN / 2
    for row, values in ratios.items():
        yield f'<text x="0" y="{y + BAR - 3:.1f}">{escape(row)}</text>'
        for name, value in values.items():
            length = max(WIDTH * math.log10(max(value, 1)) / decades, 2)
            look = f'class="{CLASSES[series.index(name)]}"'
            yield (
                f'<rect {look} x="{LEFT}" y="{y:.1f}" width="{length:.1f}" height="{BAR}" rx="2"/>'
            )
            yield f'<text x="{LEFT + length + 6:.1f}" y="{y + BAR - 3:.1f}">×{shown(value)}</text>'
            y += BAR + GAP
        y += BETWEEN


def shown(ratio: float) -> str:
    """Two figures are enough, and all before the point."""
    if ratio >= 10:
        return f"{ratio:,.0f}"
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"
