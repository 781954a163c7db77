"""Changes to Wagtail 8.0: sizes of pictures are made where memory and time have limits."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import File
from wagtail.images.models import AbstractImage, Filter

from books.pictures.steps import Steps

open_with_willow = Filter.get_willow_image


def make_renditions_elsewhere() -> None:
    """Give `Filter.run`, which all renditions and previews of them come from, no pixels.

    It opens the picture by this method alone.
    """
    Filter.get_willow_image = get_steps


@contextmanager
def get_steps(self: Filter, image: AbstractImage, source: File | None = None) -> Iterator[Steps]:
    if source is not None:
        source.seek(0)
        yield Steps(source.read())
    else:
        with image.open_file() as file:
            data = file.read()
        yield Steps(data)
