"""Sets lines of type: broken to a measure, spaced, in the one face that Pillow brings."""

import unicodedata
from functools import cache

from PIL import ImageDraw, ImageFont

ACUTE = "\N{COMBINING ACUTE ACCENT}"


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def width_of(text: str, size: int, spacing: float = 0) -> float:
    return face(size).getlength(without_accents(text)) + spacing * size * max(len(text) - 1, 0)


def break_lines(text: str, size: int, measure: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= measure or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fit(text: str, measure: int, height: int, largest: int) -> tuple[int, list[str]]:
    """The largest size, and its lines, at which the text stays within measure and height."""
    for size in range(largest, 20, -4):
        lines = break_lines(text, size, measure)
        if len(lines) * size * 1.1 <= height and all(width_of(x, size) <= measure for x in lines):
            break
    return size, lines


def set_line(
    draw: ImageDraw.ImageDraw,
    left: float,
    baseline: float,
    text: str,
    size: int,
    fill: str,
    *,
    spacing: float = 0,
    weight: int = 0,
) -> None:
    """One line of type; `spacing` in parts of the size, `weight` in pixels of stroke."""
    plain = without_accents(text)
    for start, piece in enumerate(plain) if spacing else [(0, plain)]:
        x = left + width_of(plain[:start], size) + spacing * size * start
        draw.text((x, baseline), piece, fill, face(size), "ls", stroke_width=weight)
    for place, letter in enumerate(text):
        if ACUTE in unicodedata.normalize("NFD", letter):
            x = left + width_of(plain[:place], size) + spacing * size * place
            x += width_of(plain[place], size) / 2
            set_acute(draw, x, baseline, size, fill, capital=letter.isupper())


def set_acute(
    draw: ImageDraw.ImageDraw, middle: float, baseline: float, size: int, fill: str, capital: bool
) -> None:
    foot = baseline - size * (0.77 if capital else 0.61)
    ends = [
        (middle - size * 0.04, foot),
        (middle + size * 0.01, foot),
        (middle + size * 0.13, foot - size * 0.14),
        (middle + size * 0.03, foot - size * 0.14),
    ]
    draw.polygon(ends, fill=fill)


def without_accents(text: str) -> str:
    """The letters alone: the face has no accented ones."""
    return "".join(x for x in unicodedata.normalize("NFD", text) if not unicodedata.combining(x))
