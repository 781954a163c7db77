"""What is made of a stored picture: its sizes, the cover on a share image, its average colour."""

import io
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps
from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage

from books.pictures.decoder.normalization import orientation_of
from books.pictures.decoder.opening import format_of, open_picture

KEPT = ("icc_profile", "transparency")
SHOWN_EVERYWHERE = ("L", "LA", "RGB", "RGBA")
# From 0, slow, to 10: a third of the time of Pillow's 6 for a cover, in files a fifth larger.
AVIF_SPEED = 8

Step = tuple[str, list[Any], dict[str, Any]]
Answer = tuple[dict[str, Any], bytes]


class ScreenImage(PillowImage):
    """A picture in colours that every screen shows.

    Nothing but its colour profile goes with it, whatever its file says besides.
    """

    def __init__(self, picture: PillowImage):
        super().__init__(pixels_for_screens(picture))
        self.image.info = {name: self.image.info[name] for name in KEPT if name in self.image.info}

    def save_as_avif(self, f: BinaryIO, quality: int) -> AvifImageFile:
        self.image.save(f, "AVIF", quality=quality, speed=AVIF_SPEED)
        return AvifImageFile(f)


def pixels_for_screens(picture: PillowImage) -> Image.Image:
    """In the colours of its profile; where that does not fit its pixels, in those of its mode."""
    if picture.image.mode in SHOWN_EVERYWHERE:
        return picture.image
    try:
        return picture.transform_colorspace_to_srgb().image.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        pixels = picture.image.copy()
        pixels.info.pop("icc_profile", None)
        return pixels.convert("RGB")


def measure(data: bytes, most_pixels: int) -> Answer:
    """Its format as Willow names it, and its size once it is upright; by its header alone."""
    with open_picture(data, most_pixels) as image:
        width, height = image.size
        size = (height, width) if orientation_of(image) in range(5, 9) else (width, height)
        return {"format": format_of(image).lower(), "size": size}, b""


def run_steps(data: bytes, most_pixels: int, steps: list[Step]) -> Answer:
    """Do what Wagtail's `Filter.run` asked of the picture; the last step saves it."""
    *changes, (save, values, options) = steps
    picture = load(data, most_pixels)
    for name, arguments, named in changes:
        if name == "make_for_screens":
            picture = ScreenImage(picture)
        else:
            picture = getattr(picture, name)(*arguments, **named)
    output = io.BytesIO()
    getattr(picture, save)(output, *values, **options)
    return {}, output.getvalue()


def load(data: bytes, most_pixels: int) -> PillowImage:
    with open_picture(data, most_pixels) as image:
        image.load()
        return PillowImage(image)


def average_colour(data: bytes, most_pixels: int) -> Answer:
    """The average of the pixels, as `#rrggbb`."""
    pixels = load(data, most_pixels).image.convert("RGB")
    average = pixels.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return {"colour": "#{:02x}{:02x}{:02x}".format(*average)}, b""


def fit(data: bytes, most_pixels: int, wanted: list[int], box: list[int]) -> Answer:
    """Pixels in RGB, as many as fit in the box; `wanted` is what need be read of a JPEG."""
    with open_picture(data, most_pixels) as image:
        image.draft("RGB", (wanted[0], wanted[1]))
        pixels = ImageOps.contain(image.convert("RGB"), (box[0], box[1]), Image.Resampling.LANCZOS)
    return {"size": pixels.size}, pixels.tobytes()
