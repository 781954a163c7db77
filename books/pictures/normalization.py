"""Checks that a picture can be read to its end, and takes out what readers must not get."""

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, ImageSequence, JpegImagePlugin
from PIL.ExifTags import Base

from books.pictures.containers import strip_gif, strip_jpeg, strip_png, strip_webp

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
STRIP = {"GIF": strip_gif, "JPEG": strip_jpeg, "PNG": strip_png, "WEBP": strip_webp}
# A file of a few megabytes can have half a million frames of one pixel.
MOST_FRAMES = 1000
# To build a transform to the colours of screens: the mode in which the pixels are.
PROFILE_MODES = {"RGB": "RGB", "RGBA": "RGB", "P": "RGB", "CMYK": "CMYK"}

UNREADABLE = _(
    "This picture is damaged or cut off: it cannot be read to its end. Export or download it again."
)
TOO_MANY_FRAMES = _("This animation has %(frames)s frames. At most %(most)s are taken.")
TOO_MANY_PIXELS = _(
    "This picture has too many pixels: %(pixels)s million, in all its frames."
    " At most %(most)s million are taken."
)


@dataclass(frozen=True)
class NormalPicture:
    """An image file without metadata, upright; its colour profile is kept where it is sound."""

    data: bytes
    lost_profile: bool


def normalize(data: bytes) -> NormalPicture:
    """Raises ValidationError, in words for whoever uploads it. Changes nothing of its own results.

    Pixels are coded anew only where the picture has to be turned, or is an AVIF with metadata.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            check_size(image)
            return normalize_image(image, data)
    except Image.DecompressionBombError as error:
        raise too_many_pixels(2 * Image.MAX_IMAGE_PIXELS) from error
    except ValidationError:
        raise
    # Decoders raise whatever they meet first in a damaged file: struct.error, KeyError, EOFError …
    except Exception as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error


def check_size(image: Image.Image) -> None:
    """By what the header says, before any pixel is read. Raises ValidationError."""
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    if frames > MOST_FRAMES:
        values = {"frames": frames, "most": MOST_FRAMES}
        raise ValidationError(TOO_MANY_FRAMES, code="too_many_frames", params=values)
    pixels = image.width * image.height * frames
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise too_many_pixels(pixels)


def too_many_pixels(pixels: int) -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    values = {"pixels": -(-pixels // 1_000_000), "most": most // 1_000_000}
    return ValidationError(TOO_MANY_PIXELS, code="too_many_pixels", params=values)


def normalize_image(image: Image.Image, data: bytes) -> NormalPicture:
    # Phones' photos with a second picture inside are JPEG files too.
    kind = "JPEG" if image.format == "MPO" else image.format
    # Before anything is added that a file without its end lacks.
    read_to_end(data, first_frame_alone=image.format == "MPO")
    sound = has_sound_profile(image)
    if is_turned(image):
        data = turn_upright(image, kind)
    elif kind == "AVIF" and has_metadata(image, data):
        data = encode([frame.copy() for frame in ImageSequence.Iterator(image)], image, kind)
    if kind in STRIP:
        data = STRIP[kind](data, sound)
    elif not sound:
        data = encode([frame.copy() for frame in ImageSequence.Iterator(image)], image, kind)
    read_to_end(data)
    return NormalPicture(data, lost_profile=not sound)


def has_sound_profile(image: Image.Image) -> bool:
    """Whether its colours can be turned into those of screens; so can those without a profile."""
    profile = image.info.get("icc_profile", b"")
    if profile == b"":
        return True
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = PROFILE_MODES.get(image.mode, "L")
        ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    # Pillow gives None for a profile of which parts are missing, and lists no errors.
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return False
    return True


def is_turned(image: Image.Image) -> bool:
    """As renditions see it: by the EXIF data, else the XMP data. Damaged ones say nothing."""
    try:
        return image.getexif().get(Base.Orientation, 1) in range(2, 9)
    except Exception:
        return False


def has_metadata(image: Image.Image, data: bytes) -> bool:
    """Of an AVIF, which is not taken apart here: its metadata are items among the image's."""
    known = {b"ftyp", b"meta", b"moov", b"mdat"}
    return bool({"exif", "xmp"} & image.info.keys()) or not set(top_boxes(data)) <= known


def top_boxes(data: bytes) -> list[bytes]:
    """The names of the outermost boxes (ISO/IEC 14496-12, section 4.2)."""
    names, position = [], 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        names.append(data[position + 4 : position + 8])
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        position = position + size if size >= 8 else len(data)
    return names


def turn_upright(image: Image.Image, kind: str) -> bytes:
    return encode([ImageOps.exif_transpose(each) for each in transpose_frames(image)], image, kind)


def transpose_frames(image: Image.Image) -> list[Image.Image]:
    """All frames, each with the orientation that the file has."""
    if image.format in ("JPEG", "MPO"):
        return [image]
    orientation, frames = image.getexif()[Base.Orientation], []
    for frame in ImageSequence.Iterator(image):
        frames.append(frame.copy())
        frames[-1].getexif()[Base.Orientation] = orientation
    return frames


def encode(frames: list[Image.Image], source: Image.Image, kind: str) -> bytes:
    """As much like the source as the encoder can make it."""
    first, *others = frames
    options = {"icc_profile": source.info.get("icc_profile"), **options_like(source, kind)}
    if not has_sound_profile(source):
        options["icc_profile"] = None
    if others:
        durations = [each.info.get("duration", 0) for each in frames]
        options |= {"save_all": True, "append_images": others, "duration": durations}
        options["loop"] = source.info.get("loop", 0)
    output = io.BytesIO()
    first.save(output, kind, **options)
    return output.getvalue()


def options_like(source: Image.Image, kind: str) -> dict[str, Any]:
    """For a JPEG its own tables, so that little is lost by coding it a second time."""
    if kind == "JPEG":
        sampling = JpegImagePlugin.get_sampling(source)
        return {
            "qtables": source.quantization,
            # Half the colours in one direction only would be the wrong direction once turned.
            "subsampling": sampling if sampling in (0, 2) else 0,
            "progressive": "progressive" in source.info,
            "optimize": True,
            "dpi": source.info.get("dpi", (0, 0)),
            "comment": b"",
        }
    if kind == "WEBP":
        return {"quality": 95, "method": 4}
    return {"quality": 90, "subsampling": "4:4:4"} if kind == "AVIF" else {}


def read_to_end(data: bytes, first_frame_alone: bool = False) -> None:
    """Read every pixel of every frame; raises anything where it cannot be done."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        for frame in [image] if first_frame_alone else ImageSequence.Iterator(image):
            frame.load()
