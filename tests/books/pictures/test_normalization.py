"""What is left of an image file when it is stored."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageChops, ImageCms, ImageStat

from books.pictures.decoder.server import answer
from books.pictures.normalization import normalize
from tests.books.pictures.samples import (
    KINDS,
    PROFILE,
    SECRET,
    XMP,
    animation,
    camera_data,
    cut_off,
    encoded,
    halves,
    photo,
    png_of_size,
)

WITH_EXIF = ["jpg", "png", "webp", "avif"]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def is_alike(one: Image.Image, other: Image.Image, by: int = 12) -> bool:
    """Whether their pixels differ by no more than this, on the average."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return one.size == other.size and max(ImageStat.Stat(difference).mean) <= by


@pytest.mark.parametrize("ending", KINDS)
def test_no_metadata_are_left_and_the_profile_is(ending):
    data = photo(ending)
    assert SECRET in data
    normal = normalize(data)
    assert SECRET not in normal.data
    assert b"Exif" not in normal.data
    assert not {"exif", "xmp", "comment", "Author"} & opened(normal.data).info.keys()
    assert not normal.lost_profile
    assert opened(normal.data).info.get("icc_profile") == (None if ending == "gif" else PROFILE)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_pixels_that_need_no_turning_are_not_coded_anew(ending):
    data = photo(ending)
    assert opened(normalize(data).data).tobytes() == opened(data).tobytes()
    assert len(normalize(data).data) < len(data)


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize("make", [photo, animation])
def test_what_is_normal_stays_as_it_is(ending, make):
    if ending == "jpg" and make is animation:
        return
    once = normalize(make(ending)).data
    assert normalize(once).data == once


@pytest.mark.parametrize("ending", WITH_EXIF)
@pytest.mark.parametrize(
    ("orientation", "method"),
    [
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_270),
        (8, Image.Transpose.ROTATE_90),
    ],
)
def test_a_photo_stands_upright(ending, orientation, method):
    upright = opened(normalize(photo(ending, orientation, quality=95)).data)
    assert is_alike(upright, halves().transpose(method))
    assert upright.getexif() == {}
    assert upright.info["icc_profile"] == PROFILE


def test_turning_a_photo_loses_next_to_nothing():
    noise = Image.effect_noise((64, 96), 60).convert("RGB")
    data = encoded(noise, "jpg", quality=85, subsampling=2, exif=camera_data(6), progressive=True)
    normal = opened(normalize(data).data)
    assert is_alike(normal, opened(data).transpose(Image.Transpose.ROTATE_270), by=4)
    assert normal.info["progressive"]
    assert normal.quantization == opened(data).quantization


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    assert is_alike(opened(normalize(photo("jpg", orientation)).data), halves())


def test_damaged_camera_data_turn_nothing():
    data = encoded(halves(), "jpg", exif=b"Exif\0\0" + b"MM\0*\xff\xff\xff\xff" + SECRET)
    normal = normalize(data).data
    assert opened(normal).size == (64, 32)
    assert SECRET not in normal


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "avif"])
def test_an_animation_keeps_its_frames(ending):
    image = opened(normalize(animation(ending)).data)
    assert image.n_frames == 3
    image.seek(1)
    image.load()
    assert round(image.info["duration"]) == 70
    if ending != "avif":
        assert image.info["loop"] == 2
    assert is_alike(image, Image.new("RGB", image.size, (80, 0, 0)))


@pytest.mark.parametrize("ending", ["webp", "png"])
def test_an_animation_is_turned_frame_by_frame(ending):
    first, second = halves(), halves().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    data = encoded(
        first, ending, save_all=True, append_images=[second], duration=70, exif=camera_data(6)
    )
    image = opened(normalize(data).data)
    assert (image.size, image.n_frames) == ((32, 64), 2)
    image.seek(1)
    assert is_alike(image, second.transpose(Image.Transpose.ROTATE_270))


def test_a_second_picture_and_a_thumbnail_inside_a_photo_go():
    output = io.BytesIO()
    halves().save(output, "MPO", save_all=True, append_images=[halves()])
    assert opened(output.getvalue()).format == "MPO"
    normal = normalize(output.getvalue()).data
    assert opened(normal).format == "JPEG"
    assert normal.count(b"\xff\xd8") == 1


def test_a_thumbnail_in_the_jfif_header_goes():
    data = encoded(halves(), "jpg")
    small = b"JFIF\0\1\1\0\0\1\0\1\2\1" + b"abcdef"
    header = b"\xff\xe0" + (len(small) + 2).to_bytes(2, "big") + small
    assert b"abcdef" not in normalize(data[:2] + header + data[20:]).data


@pytest.mark.parametrize(
    ("mode", "ending"),
    [("CMYK", "jpg"), ("L", "jpg"), ("I;16", "png"), ("LA", "png"), ("P", "gif"), ("1", "png")],
)
def test_every_kind_of_pixels_stays_as_it_is(mode, ending):
    image = Image.new("I;16", (8, 8), 51234) if mode == "I;16" else halves("RGB").convert(mode)
    data = encoded(image, ending)
    normal = opened(normalize(data).data)
    assert normal.mode == opened(data).mode
    assert normal.tobytes() == opened(data).tobytes()


def test_a_turned_cmyk_photo_has_its_colours():
    data = encoded(halves("CMYK"), "jpg", quality=95, exif=camera_data(3))
    assert is_alike(opened(normalize(data).data), halves().transpose(Image.Transpose.ROTATE_180))


LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
DAMAGED = [PROFILE[:200], b"no profile at all", PROFILE[:40] + b"\0" * 300, LAB]


@pytest.mark.parametrize("profile", DAMAGED)
@pytest.mark.parametrize("ending", WITH_EXIF)
def test_a_profile_that_fits_no_pixels_goes(ending, profile):
    normal = normalize(photo(ending, icc_profile=profile))
    assert normal.lost_profile
    assert not opened(normal.data).info.get("icc_profile")
    assert profile[:40] not in normal.data
    assert is_alike(opened(normal.data), halves())
    assert normalize(normal.data).data == normal.data


def test_a_profile_of_which_a_part_is_missing_goes():
    data = encoded(halves(), "jpg", icc_profile=PROFILE)
    missing = data.replace(b"ICC_PROFILE\0\x01\x01", b"ICC_PROFILE\0\x01\x02")
    assert missing != data
    normal = normalize(missing)
    assert normal.lost_profile
    assert b"ICC_PROFILE" not in normal.data


@pytest.mark.parametrize("ending", KINDS)
def test_a_file_that_is_cut_off_is_refused(ending):
    with pytest.raises(ValidationError, match="damaged or cut off"):
        normalize(cut_off(ending))


@pytest.mark.parametrize("ending", KINDS)
def test_no_damage_is_more_than_refused(ending, monkeypatch):
    """Whatever byte is another, an exception that nobody has foreseen does not come out."""
    # Set for good by what opens pictures, which has a process of its own elsewhere.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
    data, head = photo(ending), b'{"job": "normalize", "options": {"most_pixels": 1000000}}\n'
    for place in range(0, len(data), max(1, len(data) // 120)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        values, _, content = answer(head + damaged).partition(b"\n")
        assert json.loads(values).keys() & {"refusal", "result"}
        assert b"refusal" in values or opened(content).size


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"GIF89a", b"<svg/>", XMP, b"RIFF\0\0\0\0WEBP"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(ValidationError):
        normalize(data)


@pytest.mark.parametrize("size", [(6325, 6325), (11300, 11300), (16383, 16383)])
def test_too_many_pixels_are_refused_unread(size):
    with pytest.raises(ValidationError, match="At most 40 million"):
        normalize(png_of_size(*size))


def test_too_many_pixels_in_all_frames_are_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24 * 12 * 3 - 1
    with pytest.raises(ValidationError, match="too many pixels"):
        normalize(animation("gif"))


def test_too_many_frames_are_refused():
    with pytest.raises(ValidationError, match="has 1001 frames"):
        normalize(animation("gif", 1001))
