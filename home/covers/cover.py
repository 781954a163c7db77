"""Draws a book's cover from its words: the same picture each time, to the byte."""

import io
from random import Random

from django.core.files.images import ImageFile
from django.utils.text import slugify
from PIL import Image, ImageDraw

from books.models import Picture
from home.covers.lettering import fit, set_line, width_of
from home.covers.motifs import MOTIFS, Field
from home.covers.palettes import PALETTES, Palette

WIDTH, HEIGHT = 1200, 1800
MARGIN = 96
MEASURE = WIDTH - 2 * MARGIN
SMOOTHING = 2
IMPRINT = "FRONTLIST"


def draw_cover(
    title: str, names: list[str], design: dict[str, str], series_line: str = ""
) -> Picture:
    """A saved picture; `design` names a motif, a palette and what the cover shows in words."""
    cover = paint(title, names, design["motif"], PALETTES[design["palette"]], series_line)
    data = io.BytesIO()
    cover.save(data, "JPEG", quality=85, subsampling=0)
    data.seek(0)
    return Picture.objects.create(
        title=f"Cover of {title}",
        description=design["alt"],
        file=ImageFile(data, name=f"cover-{slugify(title)[:60]}.jpg"),
    )


def paint(
    title: str, names: list[str], motif: str, palette: Palette, series_line: str
) -> Image.Image:
    """The ornament bleeds off head or foot, as the series asks; the words stand on the ground."""
    cover = Image.new("RGB", (WIDTH, HEIGHT), palette.ground)
    ornament = paint_ornament(motif, palette, Random(title))  # noqa: S311
    draw = ImageDraw.Draw(cover)
    if series_line:
        cover.paste(ornament, (0, HEIGHT - WIDTH))
        set_words(draw, palette, title, names, series_line, top=MARGIN, height=504 - MARGIN)
    else:
        cover.paste(ornament, (0, 0))
        set_words(draw, palette, title, names, IMPRINT, top=WIDTH + 48, height=456)
    return cover


def paint_ornament(motif: str, palette: Palette, chance: Random) -> Image.Image:
    side = WIDTH * SMOOTHING
    picture = Image.new("RGB", (side, side), palette.ground)
    MOTIFS[motif](Field(ImageDraw.Draw(picture), side, palette, chance))
    return picture.reduce(SMOOTHING)


def set_words(
    draw: ImageDraw.ImageDraw,
    palette: Palette,
    title: str,
    names: list[str],
    small_line: str,
    top: int,
    height: int,
) -> None:
    """A rule and a small line, the title as large as it can be, and the names."""
    draw.rectangle((MARGIN, top, WIDTH - MARGIN, top + 5), fill=palette.ink)
    set_line(draw, MARGIN, top + 52, small_line.upper(), 28, palette.ink, spacing=0.16)
    size, lines = fit(title, MEASURE, height - 190, largest=150)
    baseline = top + 78 + size * 0.94
    for line in lines:
        set_line(draw, MARGIN - size * 0.05, baseline, line, size, palette.ink, weight=size // 60)
        baseline += size * 1.06
    set_names(draw, palette, names, top + height - 22)


def set_names(draw: ImageDraw.ImageDraw, palette: Palette, names: list[str], baseline: int) -> None:
    text = " · ".join(names).upper()
    size = next(size for size in range(42, 18, -2) if width_of(text, size, 0.1) <= MEASURE)
    set_line(draw, MARGIN, baseline, text, size, palette.ink, spacing=0.1)
