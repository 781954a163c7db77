"""Pictures for screens: in colours that every screen shows, and all of these in one."""

from typing import Any, BinaryIO

from PIL.Image import Resampling
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition
from willow.image import AvifImageFile, Image
from willow.plugins.pillow import PillowImage

SHOWN_EVERYWHERE = ("L", "LA", "RGB", "RGBA")
# From 0, slow, to 10: a third of the time of Pillow's 6 for a cover, in files a fifth larger.
AVIF_SPEED = 8


class ScreenImage(PillowImage):
    def save_as_avif(self, f: BinaryIO, quality: int) -> AvifImageFile:
        self.image.save(f, "AVIF", quality=quality, speed=AVIF_SPEED)
        return AvifImageFile(f)


class ScreenOperation(FilterOperation):
    """`screen` in a filter: a picture made for print becomes one for screens."""

    def construct(self) -> None:
        pass

    def run(self, willow: Image, image: AbstractImage, env: dict[str, Any]) -> ScreenImage:
        pixels = willow.get_pillow_image()
        if pixels.mode not in SHOWN_EVERYWHERE:
            pixels = willow.transform_colorspace_to_srgb().get_pillow_image().convert("RGB")
        return ScreenImage(pixels)


def average_colour(rendition: AbstractRendition) -> str:
    """The average of a rendition's pixels, as `#rrggbb`."""
    with rendition.get_willow_image() as willow:
        pixels = willow.get_pillow_image().convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*pixels.resize((1, 1), Resampling.BOX).getpixel((0, 0)))
