"""Sets lines of type: broken to a measure, spaced, in the one face that Pillow brings."""

from functools import cache

from PIL import ImageDraw, ImageFont


@cache
def face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def width_of(text: str, size: int, spacing: float = 0) -> float:
    return face(size).getlength(text) + spacing * size * max(len(text) - 1, 0)


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
    if not spacing:
        draw.text((left, baseline), text, fill, face(size), "ls", stroke_width=weight)
        return
    for place, letter in enumerate(text):
        x = left + face(size).getlength(text[:place]) + spacing * size * place
        draw.text((x, baseline), letter, fill, face(size), "ls", stroke_width=weight)
