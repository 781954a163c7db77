"""What Wagtail's filters ask of a picture, written down to be done where pictures are decoded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from wagtail.images.models import SourceImageIOError
from willow.image import Image, ImageFile

from books.pictures.client import PictureError, ask


@dataclass(frozen=True)
class Size:
    width: int
    height: int


class Steps:
    """Stands in `Filter.run` of Wagtail 8 for the picture that Willow opens.

    Raises SourceImageIOError for a picture that cannot be read, as Wagtail expects.
    """

    def __init__(self, data: bytes):
        self.data = data
        self.steps: list[tuple[str, tuple, dict[str, Any]]] = []
        values, _ = ask_or_fail("measure", data)
        self.format_name: str = values["format"]
        self.image = Size(*values["size"])

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Any operation of Willow's."""
        if name.startswith("save_as_"):
            return lambda output, **options: self.save(name, output, options)
        return lambda *arguments, **named: self.add((name, arguments, named))

    def add(self, step: tuple[str, tuple, dict[str, Any]]) -> "Steps":
        self.steps.append(step)
        return self

    def has_alpha(self) -> bool:
        """Whether a JPEG needs a background: laying one on changes nothing where it needs none."""
        return True

    def has_animation(self) -> bool:
        return False

    def save(self, name: str, output: BinaryIO, options: dict[str, Any]) -> ImageFile:
        _, content = ask_or_fail("run_steps", self.data, steps=[*self.steps, (name, (), options)])
        output.write(content)
        output.seek(0)
        return Image.open(output)


def ask_or_fail(job: str, data: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    try:
        return ask(job, data, **options)
    except PictureError as error:
        raise SourceImageIOError(str(error)) from error
