"""Checks that a picture can be read to its end, and takes out what readers must not get."""

import io
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence, JpegImagePlugin
from PIL.ExifTags import Base

from books.pictures.decoder.containers import strip_gif, strip_jpeg, strip_png, strip_webp
from books.pictures.decoder.opening import format_of, open_picture, read_frames
from books.pictures.decoder.refusals import RefusalError

STRIP = {"GIF": strip_gif, "JPEG": strip_jpeg, "PNG": strip_png, "WEBP": strip_webp}
# To build a transform to the colours of screens: the mode in which the pixels are.
PROFILE_MODES = {"RGB": "RGB", "RGBA": "RGB", "P": "RGB", "CMYK": "CMYK"}


def normalize(
    data: bytes, most_pixels: int, longest_side: int | None = None
) -> tuple[dict[str, Any], bytes]:
    """An image file without metadata, upright; its colour profile is kept where it is sound.

    Raises RefusalError, or anything for a damaged file. Changes nothing of its own results. Pixels
    are coded anew only where the picture is turned or made smaller, or is an AVIF with metadata.
    """
    # Before anything is added that a file without its end lacks.
    read_to_end(data, most_pixels)
    data, kind, sound = normalize_file(data, most_pixels)
    size = read_to_end(data, most_pixels)
    if longest_side and max(size) > longest_side:
        data, size = shrink(data, most_pixels, longest_side)
    return {"format": kind, "size": size, "lost_profile": not sound}, data


def normalize_file(data: bytes, most_pixels: int) -> tuple[bytes, str, bool]:
    """The file, its format, and whether its profile is sound."""
    with open_picture(data, most_pixels) as image:
        sound, kind = has_sound_profile(image), format_of(image)
        if is_turned(image):
            data = encode(turn_upright(image), image, kind)
        elif kind == "AVIF" and (not sound or has_metadata(image, data)):
            data = encode(copy_frames(image), image, kind)
    return (STRIP[kind](data, sound) if kind in STRIP else data), kind, sound


def shrink(data: bytes, most_pixels: int, longest_side: int) -> tuple[bytes, tuple[int, int]]:
    """The first frame alone, and its size."""
    with open_picture(data, most_pixels) as image:
        image.thumbnail((longest_side, longest_side))
        return encode([image], image, format_of(image)), image.size


def read_to_end(data: bytes, most_pixels: int) -> tuple[int, int]:
    """Read every pixel of every frame, and return the picture's size."""
    with open_picture(data, most_pixels) as image:
        for _ in read_frames(image, most_pixels):
            pass
        return image.size


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
    return orientation_of(image) in range(2, 9)


def orientation_of(image: Image.Image) -> int:
    """As renditions see it: by the EXIF data, else the XMP data. Damaged ones say nothing."""
    try:
        return image.getexif().get(Base.Orientation, 1)
    except Exception:
        return 1


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


def turn_upright(image: Image.Image) -> list[Image.Image]:
    """All frames, each with the orientation that the file has."""
    frames = [image] if image.format in ("JPEG", "MPO") else copy_frames(image)
    orientation = image.getexif()[Base.Orientation]
    for frame in frames:
        frame.getexif()[Base.Orientation] = orientation
        ImageOps.exif_transpose(frame, in_place=True)
    return frames


def copy_frames(image: Image.Image) -> list[Image.Image]:
    return [frame.copy() for frame in ImageSequence.Iterator(image)]


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
    try:
        first.save(output, kind, **options)
    # The file was read to its end before: it is no damage that an encoder fails in.
    except Exception as error:
        raise RefusalError("too_demanding") from error
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
