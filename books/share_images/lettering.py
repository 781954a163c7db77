"""Sets words in EB Garamond: what it can set, how they break, and at which size they fit."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
REGULAR, ITALIC = "EBGaramond-Regular.otf", "EBGaramond-Italic.otf"
ELLIPSIS = "…"
# What would look odd before it.
POINTS = " ,.;:–—"  # noqa: RUF001
# No font has a letter here: what is drawn instead stands for every letter it lacks.
NO_LETTER = "\uffff"


@dataclass(frozen=True)
class Style:
    """A face with the sizes to try, largest first, in pixels; `leading` in parts of the size."""

    face: str
    sizes: tuple[int, ...]
    lines: int
    leading: float


@dataclass(frozen=True)
class SetLines:
    """Lines at the size at which they fit."""

    lines: list[str]
    size: int
    style: Style

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.style.leading

    def draw(self, draw: ImageDraw.ImageDraw, left: float, top: float, ink: str) -> None:
        step = self.size * self.style.leading
        for number, line in enumerate(self.lines):
            place = (left, top + number * step + self.size * 0.85)
            draw.text(place, line, ink, font(self.style.face, self.size), "ls")


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / face), size)


def settable(text: str, face: str) -> str:
    """The text in composed letters and without invisible ones; empty if the face lacks a letter."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(each for each in composed if unicodedata.category(each) not in ("Cf", "Cc"))
    words = " ".join(plain.split())
    return words if all(has_letter(face, each) for each in words) else ""


@cache
def has_letter(face: str, letter: str) -> bool:
    return letter == " " or drawn(face, letter) != drawn(face, NO_LETTER)


def drawn(face: str, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font(face, 20).getmask(letter)
    return mask.size, bytes(mask)


def set_lines(text: str, style: Style, measure: float) -> SetLines:
    """At the largest size at which the text needs no more lines than it may have.

    At the smallest, words that are too long are broken, and what is too much is left out.
    """
    words = settable(text, style.face).split()
    for size in style.sizes:
        fits = all(width_of(word, style, size) <= measure for word in words)
        lines = break_lines(words, style, size, measure)
        if fits and len(lines) <= style.lines:
            return SetLines(balanced(words, style, size, measure), size, style)
    pieces = [piece for word in words for piece in break_word(word, style, size, measure)]
    lines = break_lines(pieces, style, size, measure)
    return SetLines(cut(lines, style, size, measure), size, style)


def width_of(text: str, style: Style, size: int) -> float:
    return font(style.face, size).getlength(text)


def break_lines(words: list[str], style: Style, size: int, measure: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, style, size) <= measure:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(words: list[str], style: Style, size: int, measure: float) -> list[str]:
    """In as few lines, but as even as they can be: no word is left alone at the end."""
    lines = break_lines(words, style, size, measure)
    narrowest = max((width_of(word, style, size) for word in words), default=measure)
    while measure > narrowest:
        measure = max(measure * 0.96, narrowest)
        narrower = break_lines(words, style, size, measure)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def break_word(word: str, style: Style, size: int, measure: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if width_of(pieces[-1] + letter, style, size) > measure:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def cut(lines: list[str], style: Style, size: int, measure: float) -> list[str]:
    """The first lines; an ellipsis says that there is more."""
    if len(lines) <= style.lines:
        return lines
    *kept, last = lines[: style.lines]
    while last and width_of(last + ELLIPSIS, style, size) > measure:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*kept, last.rstrip(POINTS) + ELLIPSIS]
