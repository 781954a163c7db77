"""Pictures for made-up books: gradients, each in a colour of its own."""

import io

from django.core.files.images import ImageFile
from PIL import Image, ImageOps

COVER = (800, 1200)
PHOTO = (400, 400)


def picture(number: int, size: tuple[int, int]) -> ImageFile:
    """A JPEG file."""
    grey = Image.linear_gradient("L").rotate(90 * (number % 4)).resize(size)
    dark, light = (number * 53 % 120, number * 31 % 120, 90), (255, 240, 140 + number * 17 % 110)
    data = io.BytesIO()
    ImageOps.colorize(grey, dark, light).save(data, "JPEG", quality=85)
    data.seek(0)
    return ImageFile(data, name=f"made-up-{number}.jpg")
