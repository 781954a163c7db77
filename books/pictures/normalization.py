"""What every uploaded picture becomes before it is stored, and in what words one is refused."""

import errno
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from books.pictures.client import PictureError, ask

UNREADABLE = _(
    "This picture is damaged or cut off: it cannot be read to its end. Export or download it again."
)
REFUSALS = {
    "unreadable": UNREADABLE,
    "unknown": _("This is not a valid image file: it is no AVIF, GIF, JPEG, PNG or WebP."),
    "too_many_frames": _("This animation has %(frames)s frames. At most %(most)s are taken."),
    "too_many_pixels": _(
        "This picture has too many pixels: %(pixels)s million, in all its frames."
        " At most %(most)s million are taken."
    ),
    "too_long": _(
        "This picture is too long: %(side)s pixels on one side. At most %(most)s are taken."
    ),
    "too_demanding": _(
        "This picture takes too much memory or time to be read. Make it smaller, or export it"
        " in another way."
    ),
}
BUSY = _("Other pictures are being read just now. Please try again in a moment.")


@dataclass(frozen=True)
class NormalPicture:
    """An image file without metadata, upright; its colour profile is kept where it is sound.

    `format` is `AVIF`, `GIF`, `JPEG`, `PNG` or `WEBP`.
    """

    data: bytes
    format: str
    size: tuple[int, int]
    lost_profile: bool


def normalize(data: bytes, longest_side: int | None = None) -> NormalPicture:
    """Raises ValidationError, in words for whoever uploads it; OSError where the machine fails."""
    try:
        values, content = ask("normalize", data, longest_side=longest_side)
    except PictureError as refused:
        text = REFUSALS[refused.code]
        raise ValidationError(text, code=refused.code, params=refused.values) from refused
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EAGAIN):
            raise
        raise ValidationError(BUSY, code="busy") from error
    width, height = values["size"]
    return NormalPicture(content, values["format"], (width, height), values["lost_profile"])
