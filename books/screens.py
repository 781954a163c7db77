"""Pictures for screens: in colours that every screen shows, and all of these in one."""

from typing import Any, BinaryIO

from PIL import ImageCms
from PIL.Image import Image as Pixels
from PIL.Image import Resampling
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition
from willow.image import AvifImageFile, Image
from willow.plugins.pillow import PillowImage

KEPT = ("icc_profile", "transparency")
SHOWN_EVERYWHERE = ("L", "LA", "RGB", "RGBA")
# From 0, slow, to 10: a third of the time of Pillow's 6 for a cover, in files a fifth larger.
AVIF_SPEED = 8


class ScreenImage(PillowImage):
    def save_as_avif(self, f: BinaryIO, quality: int) -> AvifImageFile:
        self.image.save(f, "AVIF", quality=quality, speed=AVIF_SPEED)
        return AvifImageFile(f)


class ScreenOperation(FilterOperation):
    """`screen` in a filter: a picture made for print becomes one for screens.

    Nothing but its colour profile goes with it, whatever its file says besides.
    """

    def construct(self) -> None:
        pass

    def run(self, willow: Image, image: AbstractImage, env: dict[str, Any]) -> ScreenImage:
        pixels = willow.get_pillow_image()
        if pixels.mode not in SHOWN_EVERYWHERE:
            pixels = for_screens(willow)
        pixels.info = {name: value for name, value in pixels.info.items() if name in KEPT}
        return ScreenImage(pixels)


def for_screens(willow: Image) -> Pixels:
    """In the colours of its profile; where that does not fit its pixels, in those of its mode."""
    try:
        return willow.transform_colorspace_to_srgb().get_pillow_image().convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        pixels = willow.get_pillow_image().copy()
        pixels.info.pop("icc_profile", None)
        return pixels.convert("RGB")


def average_colour(rendition: AbstractRendition) -> str:
    """The average of a rendition's pixels, as `#rrggbb`."""
    with rendition.get_willow_image() as willow:
        pixels = willow.get_pillow_image().convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*pixels.resize((1, 1), Resampling.BOX).getpixel((0, 0)))
