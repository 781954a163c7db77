"""Pictures for screens: in colours that every screen shows."""

from typing import Any

from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage

from books.pictures.steps import Steps


class ScreenOperation(FilterOperation):
    """`screen` in a filter: a picture made for print becomes one for screens."""

    def construct(self) -> None:
        pass

    def run(self, willow: Steps, image: AbstractImage, env: dict[str, Any]) -> Steps:
        return willow.make_for_screens()
