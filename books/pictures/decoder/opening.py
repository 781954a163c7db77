"""Opens pictures within limits: nothing else here calls `Image.open`."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageSequence, UnidentifiedImageError

from books.pictures.decoder.refusals import RefusalError

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
# A file of a few megabytes can have half a million frames of one pixel.
MOST_FRAMES = 1000
# WebP has no more (RFC 9649, section 2.6), and each picture gets sizes in WebP.
LONGEST_SIDE = 16_383


@contextmanager
def open_picture(data: bytes, most_pixels: int) -> Iterator[Image.Image]:
    """Read its header alone. Raises RefusalError for what is no picture, or too large a one."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    # Pillow 13 raises an error at twice this number, for frames larger than the first one too.
    Image.MAX_IMAGE_PIXELS = most_pixels // 2
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise RefusalError("unreadable" if has_signature(data) else "unknown") from error
    except Image.DecompressionBombError as error:
        raise refuse_pixels(most_pixels + 1, most_pixels) from error
    with opened as image:
        check_size(image, most_pixels)
        yield image


def has_signature(data: bytes) -> bool:
    """Whether it begins as a picture does; what follows may be damaged."""
    accepts = (Image.OPEN[name][1] for name in FORMATS)
    return any(accept and accept(data[:16]) for accept in accepts)


def check_size(image: Image.Image, most_pixels: int) -> None:
    """By what the header says, before any pixel is read. Raises RefusalError."""
    if max(image.size) > LONGEST_SIDE:
        raise RefusalError("too_long", side=max(image.size), most=LONGEST_SIDE)
    frames = count_frames(image)
    if frames > MOST_FRAMES:
        raise RefusalError("too_many_frames", frames=frames, most=MOST_FRAMES)
    pixels = image.width * image.height * frames
    if pixels > most_pixels:
        raise refuse_pixels(pixels, most_pixels)


def count_frames(image: Image.Image) -> int:
    """Those of a photo of a phone with a second picture inside are not shown, but for the first."""
    return getattr(image, "n_frames", 1) if image.format != "MPO" else 1


def format_of(image: Image.Image) -> str:
    """Phones' photos with a second picture inside are JPEG files too."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def refuse_pixels(pixels: int, most: int) -> RefusalError:
    return RefusalError("too_many_pixels", pixels=-(-pixels // 1_000_000), most=most // 1_000_000)


def read_frames(image: Image.Image, most_pixels: int) -> Iterator[Image.Image]:
    """Each frame, read to its end; counted again, as frames may be larger than the header says."""
    pixels = 0
    for frame in [image] if image.format == "MPO" else ImageSequence.Iterator(image):
        pixels += frame.width * frame.height
        if pixels > most_pixels:
            raise refuse_pixels(pixels, most_pixels)
        frame.load()
        yield frame
