"""Draws a share image: the cover, and beside it the words of a title page."""

import io
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from books.models import ShareImage
from books.share_images.lettering import ITALIC, REGULAR, SetLines, Style, font, set_lines, settable
from books.share_images.shown import Shown

WIDTH, HEIGHT = ShareImage.WIDTH, ShareImage.HEIGHT
MARGIN, GUTTER = 64, 60
COVER = (460, HEIGHT - 2 * MARGIN)
PANEL = (335, HEIGHT - 2 * MARGIN)
PAPER, EDGE, INK, SOFT, RULE = "#f7f1e5", "#d9cdb8", "#241f1a", "#655b4f", "#b3a58d"
CLOTH, STAMP = "#2f3e46", "#e8dcc3"
SHADOW = 18

TITLE = Style(REGULAR, (92, 84, 76, 70, 64, 58, 52, 48), lines=4, leading=1.06)
SUBTITLE = Style(ITALIC, (42, 38, 34, 31), lines=2, leading=1.18)
BYLINE = Style(REGULAR, (36, 33, 30), lines=2, leading=1.2)
PUBLISHER = Style(REGULAR, (27, 24), lines=1, leading=1)
# The letter on a panel, in pixels; and how high a capital is, in parts of the size.
INITIAL, CAPITAL = 190, 0.65
AFTER_TITLE, BEFORE_NAMES = 14, 30
# The height of the publisher's line, with the space above it.
FOOT = 56


def draw_share_image(shown: Shown, cover: Image.Image | None) -> bytes:
    """A JPEG; `cover` is in RGB, and without one there is a panel in its place."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    book = ImageOps.contain(cover, COVER, Image.Resampling.LANCZOS) if cover else panel(shown)
    place = (MARGIN, (HEIGHT - book.height) // 2)
    lay_down(image, book, place)
    set_words(ImageDraw.Draw(image), shown, place[0] + book.width + GUTTER)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=84, optimize=True, progressive=True)
    return data.getvalue()


def panel(shown: Shown) -> Image.Image:
    """A cloth binding with a frame, and the title's first letter where the font has it."""
    binding = Image.new("RGB", PANEL, CLOTH)
    draw = ImageDraw.Draw(binding)
    for inset, width in ((22, 3), (31, 1)):
        draw.rectangle((inset, inset, PANEL[0] - inset, PANEL[1] - inset), None, STAMP, width)
    initial = next((each for each in settable(shown.title, REGULAR) if each.isalnum()), "")
    baseline = PANEL[1] / 2 + CAPITAL * INITIAL / 2
    draw.text((PANEL[0] / 2, baseline), initial.upper(), STAMP, font(REGULAR, INITIAL), "ms")
    return binding


def lay_down(image: Image.Image, book: Image.Image, place: tuple[int, int]) -> None:
    """With a soft shadow, and an edge that a white cover needs on paper."""
    left, top = place
    box = (book.width + 4 * SHADOW, book.height + 4 * SHADOW)
    shade = Image.new("L", (box[0] // 4, box[1] // 4))
    inner = (SHADOW // 2, SHADOW // 2, shade.width - SHADOW // 2, shade.height - SHADOW // 2)
    shade.paste(90, inner)
    shade = shade.filter(ImageFilter.GaussianBlur(SHADOW / 6)).resize(box)
    image.paste(INK, (left - 2 * SHADOW + 4, top - 2 * SHADOW + 8), shade)
    image.paste(book, place)
    edge = (left, top, left + book.width - 1, top + book.height - 1)
    ImageDraw.Draw(image).rectangle(edge, None, EDGE)


def set_words(draw: ImageDraw.ImageDraw, shown: Shown, left: float) -> None:
    """Title, subtitle and names stand together; the publisher at the foot, under a rule."""
    measure = WIDTH - MARGIN - left
    room = HEIGHT - 2 * MARGIN - FOOT
    title, subtitle, bylines = words_within(shown, measure, room)
    top = MARGIN + (room - height_of(title, subtitle, *bylines)) * 0.42
    title.draw(draw, left, top, INK)
    top += title.height + AFTER_TITLE
    subtitle.draw(draw, left, top, SOFT)
    top += subtitle.height + BEFORE_NAMES
    for byline in bylines:
        byline.draw(draw, left, top, INK)
        top += byline.height
    set_publisher(draw, shown.publisher, left, measure)


def words_within(
    shown: Shown, measure: float, room: float
) -> tuple[SetLines, SetLines, list[SetLines]]:
    """A title small enough for all to fit; only when that is not enough, fewer names."""
    subtitle = set_lines(shown.subtitle, SUBTITLE, measure)
    bylines = [set_lines(each, BYLINE, measure) for each in shown.bylines]
    for first in range(len(TITLE.sizes)):
        title = set_lines(shown.title, replace(TITLE, sizes=TITLE.sizes[first:]), measure)
        if height_of(title, subtitle, *bylines) <= room:
            break
    while bylines and height_of(title, subtitle, *bylines) > room:
        bylines.pop()
    return title, subtitle, bylines


def height_of(*words: SetLines) -> float:
    return sum(each.height for each in words) + AFTER_TITLE + BEFORE_NAMES


def set_publisher(draw: ImageDraw.ImageDraw, name: str, left: float, measure: float) -> None:
    line = set_lines(name, PUBLISHER, measure)
    if line.lines:
        draw.line((left, HEIGHT - MARGIN - 44, left + 72, HEIGHT - MARGIN - 44), RULE, 2)
        line.draw(draw, left, HEIGHT - MARGIN - line.size * 1.05, SOFT)
