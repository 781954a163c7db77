"""The ornaments of the covers: each fills a square field from its palette and its own chance.

Lengths are parts of the field: 0 to 1 from left to right and from top to bottom.
"""

import math
from collections.abc import Callable
from random import Random

from PIL import ImageDraw

from home.covers.palettes import Palette


class Field:
    """A canvas of `size` pixels squared, drawn on in parts of its side."""

    def __init__(self, draw: ImageDraw.ImageDraw, size: int, palette: Palette, chance: Random):
        self.draw, self.size, self.palette, self.chance = draw, size, palette, chance

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.pie(x, y, radius, 0, 360, fill)

    def pie(self, x: float, y: float, radius: float, start: int, end: int, fill: str) -> None:
        box = [(value * self.size) for value in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.pieslice(box, start, end, fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.draw.polygon([(x * self.size, y * self.size) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.draw.rectangle([value * self.size for value in (left, top, right, bottom)], fill=fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        scaled = [(x * self.size, y * self.size) for x, y in points]
        self.draw.line(scaled, fill=fill, width=round(width * self.size), joint="curve")

    def band(self, height: Callable[[float], float], fill: str) -> None:
        """All below a curve."""
        curve = [(step / 120, height(step / 120)) for step in range(121)]
        self.shape([*curve, (1, 1), (0, 1)], fill)


def waves(field: Field) -> None:
    low, bright, pale = field.palette.accents
    field.circle(0.68, 0.34, 0.2, bright)
    for row in range(9):
        shift, lift = field.chance.random(), 0.014 + row * 0.003

        def crest(x: float, row: int = row, shift: float = shift, lift: float = lift) -> float:
            return 0.4 + row * 0.068 + lift * math.sin(math.tau * (x * (3.2 - row * 0.16) + shift))

        field.band(crest, (low, field.palette.ground, pale)[row % 3])


def sun(field: Field) -> None:
    low, bright, pale = field.palette.accents
    for ring, fill in enumerate([low, field.palette.ground, bright, field.palette.ground, pale]):
        field.circle(0.5, 0.5, 0.44 - ring * 0.085, fill)
    field.box(0, 0.5, 1, 1, field.palette.ground)
    for row in range(7):
        half = 0.44 - row * 0.055
        top = 0.53 + row * 0.058
        field.box(0.5 - half, top, 0.5 + half, top + 0.024, (low, bright, pale)[row % 3])


def hills(field: Field) -> None:
    low, bright, pale = field.palette.accents
    field.circle(field.chance.uniform(0.25, 0.75), 0.24, 0.13, bright)
    for row, fill in enumerate([pale, low, bright, field.palette.ink, low]):
        base = 0.4 + row * 0.13
        peaks = [(step / 5, base - field.chance.uniform(-0.02, 0.16)) for step in range(6)]
        field.shape([*peaks, (1, 1), (0, 1)], fill)


def tiles(field: Field) -> None:
    side = 1 / 6
    colours = [*field.palette.accents, field.palette.ink]
    for place in range(36):
        left, top = (place % 6) * side, (place // 6) * side
        back, front = field.chance.sample([*colours, field.palette.ground], 2)
        field.box(left, top, left + side, top + side, back)
        corner = field.chance.randrange(4)
        x, y = left + side * (corner in (1, 2)), top + side * (corner in (2, 3))
        field.pie(x, y, side, corner * 90, corner * 90 + 90, front)


def stars(field: Field) -> None:
    low, bright, pale = field.palette.accents
    for ring in range(5):
        field.circle(0.5, 0.5, 0.48 - ring * 0.09, (low, field.palette.ground)[ring % 2])
    points = [
        (field.chance.uniform(0.06, 0.94), field.chance.uniform(0.06, 0.94)) for _ in range(46)
    ]
    path = sorted(points[:9])
    field.line(path, pale, 0.004)
    for place, (x, y) in enumerate(points):
        radius = 0.045 if place in (0, 4, 8) else field.chance.uniform(0.006, 0.014)
        star(field, x, y, radius, bright if place < 9 else pale)


def star(field: Field, x: float, y: float, radius: float, fill: str) -> None:
    """A star with four points."""
    tips = []
    for step in range(8):
        reach = radius * (1 if step % 2 == 0 else 0.34)
        angle = math.tau * step / 8
        tips.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    field.shape(tips, fill)


def leaves(field: Field) -> None:
    accents = field.palette.accents
    for row in range(5):
        for column in range(5):
            x, y = 0.1 + column * 0.2, 0.1 + row * 0.2
            turn = math.pi / 4 if (row + column) % 2 else -math.pi / 4
            leaf(field, x, y, turn, field.chance.choice(accents))


def leaf(field: Field, x: float, y: float, turn: float, fill: str) -> None:
    edge = []
    for step in range(41):
        along = step / 20 if step <= 20 else 2 - step / 20
        across = 0.05 * math.sin(math.pi * along) * (1 if step <= 20 else -1)
        out = (along - 0.5) * 0.24
        edge.append(
            (
                x + out * math.cos(turn) - across * math.sin(turn),
                y + out * math.sin(turn) + across * math.cos(turn),
            )
        )
    field.shape(edge, fill)
    field.line([edge[0], edge[20]], field.palette.ground, 0.004)


def bars(field: Field) -> None:
    colours = [*field.palette.accents, field.palette.ink]
    heights = sorted(field.chance.uniform(0.12, 0.95) for _ in range(9))
    for place, height in enumerate(heights):
        left = place / 9 + 0.008
        field.box(left, 1 - height, left + 0.095, 1, colours[place % 4])
        field.circle(left + 0.0475, 1 - height, 0.0475, colours[place % 4])


def rays(field: Field) -> None:
    low, bright, pale = field.palette.accents
    for step in range(36):
        fill = (low, field.palette.ground, pale, field.palette.ground)[step % 4]
        field.pie(0.5, 1, 1.2, 180 + step * 5, 185 + step * 5, fill)
    field.circle(0.5, 1, 0.4, field.palette.ground)
    field.circle(0.5, 1, 0.34, bright)
    field.circle(0.5, 1, 0.22, low)


def lozenges(field: Field) -> None:
    accents = field.palette.accents
    for row in range(7):
        for column in range(5):
            x, y = 0.1 + column * 0.2, row / 6
            for step, fill in enumerate(field.chance.sample(accents, 3)):
                part = 1 - step * 0.33
                wide, high = 0.1 * part, part / 12
                field.shape([(x - wide, y), (x, y - high), (x + wide, y), (x, y + high)], fill)


def scallops(field: Field) -> None:
    low, bright, pale = field.palette.accents
    for row in range(-1, 12):
        for column in range(-1, 7):
            x, y = column / 5 + (row % 2) * 0.1, row / 10 + 0.05
            outer = bright if field.chance.random() < 0.14 else low
            for ring, fill in enumerate([outer, field.palette.ground, pale, field.palette.ground]):
                field.circle(x, y, 0.102 - ring * 0.024, fill)


def arches(field: Field) -> None:
    colours = [*field.palette.accents, field.palette.ground]
    for row in range(3):
        for column in range(3):
            x, foot = (column + 0.5) / 3, (row + 1) / 3
            turn = field.chance.randrange(4)
            for ring in range(4):
                half = 0.155 - ring * 0.038
                fill = colours[(ring + turn) % 4]
                field.circle(x, foot - 0.16, half, fill)
                field.box(x - half, foot - 0.16, x + half, foot, fill)


def squares(field: Field) -> None:
    """Squares that turn as they shrink."""
    colours = [*field.palette.accents, field.palette.ground]
    turn = field.chance.uniform(0.12, 0.2)
    for step in range(22):
        reach, angle = 0.8 * 0.86**step, math.pi / 4 + turn * step
        corners = [angle + math.pi / 2 * corner for corner in range(4)]
        points = [(0.5 + reach * math.cos(a), 0.5 + reach * math.sin(a)) for a in corners]
        field.shape(points, colours[step % 4])


def flames(field: Field) -> None:
    low, bright, pale = field.palette.accents
    for step, fill in enumerate([low, field.palette.ground, bright, pale, field.palette.ink]):
        scale = 1 - step * 0.19
        edge = []
        for place in range(81):
            along = place / 40 if place <= 40 else 2 - place / 40
            side = 1 if place <= 40 else -1
            half = 0.34 * scale * math.sin(math.pi * along**1.9) * side
            edge.append((0.5 + half, 0.97 - 0.05 * step - (1 - along) * 0.94 * scale))
        field.shape(edge, fill)


MOTIFS: dict[str, Callable[[Field], None]] = {
    motif.__name__: motif
    for motif in (
        waves,
        sun,
        hills,
        tiles,
        stars,
        leaves,
        bars,
        rays,
        lozenges,
        scallops,
        arches,
        squares,
        flames,
    )
}
