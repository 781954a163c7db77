"""Files made to harm whoever decodes them: each small, and each claims or becomes much."""

import io
import struct
import zlib

from PIL import Image

from tests.books.pictures.samples import encoded, halves, png_of_size


def chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_with(name: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    data = encoded(halves(), "png")
    return data[:33] + chunk(name, content) + data[33:]


def gif_with_frame(width: int, height: int) -> bytes:
    """Its header says 1 by 1; its second frame is of this size, and empty."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    pixels = b"\x02\x02\x44\x01\x00"
    first = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + pixels
    return screen + first + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + pixels + b";"


def webp_on_canvas(width: int, height: int) -> bytes:
    """A picture of 64 by 32, on a canvas of another size."""
    image = encoded(halves(), "webp")[12:]
    canvas = b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    content = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas + image
    return b"RIFF" + struct.pack("<I", len(content)) + content


def animated_webp_on_canvas(width: int, height: int) -> bytes:
    """One small frame, which the decoder composes on a canvas of any size."""
    frame = bytes(6) + (63).to_bytes(3, "little") + (31).to_bytes(3, "little") + b"\1\0\0\0"
    frame += encoded(halves(), "webp")[12:]
    canvas = b"\2\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    content = b"WEBP" + b"".join(
        name + struct.pack("<I", len(each)) + each
        for name, each in ((b"VP8X", canvas), (b"ANIM", bytes(6)), (b"ANMF", frame))
    )
    return b"RIFF" + struct.pack("<I", len(content)) + content


def avif_of_size(width: int, height: int) -> bytes:
    """A picture of 64 by 32 whose header claims another size (ISO/IEC 23008-12, section 6.5.3)."""
    data = encoded(halves(), "avif")
    place = data.index(b"ispe") + 8
    return data[:place] + struct.pack(">II", width, height) + data[place + 8 :]


def jpeg_of_size(width: int, height: int) -> bytes:
    data = encoded(halves(), "jpg")
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def apng_of_size(width: int, height: int, frames: int) -> bytes:
    data = png_of_size(width, height)
    return data[:33] + chunk(b"acTL", struct.pack(">II", frames, 0)) + data[33:]


def flat_png(width: int, height: int) -> bytes:
    """Whole, and a thousandth of what it becomes."""
    output = io.BytesIO()
    Image.new("1", (width, height)).save(output, "PNG")
    return output.getvalue()


BOMB = zlib.compress(b"\0" * 200_000_000, 9)
TOO_LARGE = {
    "the page of a PNG": flat_png(6400, 6400),
    "the frame of a GIF": gif_with_frame(6400, 6400),
    "the canvas of a WebP": webp_on_canvas(16383, 16383),
    "the canvas of an animation": animated_webp_on_canvas(16383, 16383),
    "the header of an AVIF": avif_of_size(20000, 20000),
    "the longest AVIF": avif_of_size(2**31 - 1, 2**31 - 1),
    "the header of a JPEG": jpeg_of_size(65000, 65000),
    "a line": png_of_size(40_000, 1),
    "a column": jpeg_of_size(1, 65_000),
    "the frames of a PNG": apng_of_size(1000, 1000, 100),
    "more frames than are there": apng_of_size(1, 1, 2**31 - 1),
}
# What lies about its size by less is damaged, or shown as it says.
LIARS = {
    "a WebP smaller than its canvas": webp_on_canvas(2000, 2000),
    "an AVIF smaller than its header": avif_of_size(2000, 1000),
    "an AVIF larger than its header": avif_of_size(2, 1),
    "a JPEG smaller than its header": jpeg_of_size(2000, 2000),
    "a text that grows": png_with(b"zTXt", b"Author\0\0" + BOMB),
    "a translated text that grows": png_with(b"iTXt", b"Author\0\1\0\0\0" + BOMB),
    "a profile that grows": png_with(b"iCCP", b"sRGB\0\0" + BOMB),
}
HTML = b"<html><script>alert(1)</script>"
# Files of two kinds at once.
POLYGLOTS = {
    "gif": b"GIF89a"
    + encoded(halves(), "gif")[6:-1]
    + b"!\xfe"
    + bytes([len(HTML)])
    + HTML
    + b"\0;",
    "jpg": encoded(halves(), "jpg", comment=HTML) + b"PK\3\4" + HTML,
    "png": png_with(b"tEXt", b"Comment\0" + HTML) + b"%PDF-1.7" + HTML,
    "webp": encoded(halves(), "webp", xmp=HTML) + HTML,
    "avif": encoded(halves(), "avif") + struct.pack(">I", 8 + len(HTML)) + b"free" + HTML,
}
