"""Rewrites image files without their metadata; the coded pixels stay as they are, byte for byte.

Each function takes a whole file and keeps what is named here: so what nobody has heard of goes
too, and with it whatever stands behind the end of the image, such as the film of a phone's photo.
All raise an exception (IndexError, ValueError or struct.error) where the file is damaged.
"""

import re
import struct
from collections.abc import Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CHUNKS = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"pHYs"),
    *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"mDCV", b"cLLI"),
    *(b"acTL", b"fcTL", b"fdAT"),
}
WEBP_CHUNKS = {b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"}
# Flags of the VP8X chunk that say which chunks follow.
WEBP_PROFILE, WEBP_METADATA = 0x20, 0x08 | 0x04
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip_jpeg(data: bytes, keep_profile: bool) -> bytes:
    """ITU-T T.81, annex B: keep what decoding needs, and what JFIF and Adobe say of colours."""
    segments = (clean_segment(*each, keep_profile) for each in jpeg_segments(data))
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xd9"


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers with their segments, marker included; a scan with its coded pixels."""
    position = 2
    while (start := data.find(b"\xff", position)) >= 0:
        while data[start + 1] == 0xFF:
            start += 1
        marker, end = data[start + 1], start + 2
        if marker == 0xD9:
            return
        # TEM and RSTn have no length; zero is coded pixels that have lost their scan.
        if marker not in (0x00, 0x01, *range(0xD0, 0xD8)):
            end += int.from_bytes(data[end : end + 2], "big")
        if marker == 0xDA:
            following = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]").search(data, end)
            end = following.start() if following else len(data)
        yield marker, data[start:end]
        position = end


def clean_segment(marker: int, segment: bytes, keep_profile: bool) -> bytes:
    """The segment, or nothing; those of JFIF and Adobe without room for more than they need."""
    content = segment[4:]
    if marker == 0xE0 and content.startswith(b"JFIF\0"):
        return b"\xff\xe0\x00\x10" + content[:12] + b"\0\0"
    if marker == 0xEE and content.startswith(b"Adobe"):
        return b"\xff\xee\x00\x0e" + content[:12]
    if marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"):
        return segment if keep_profile else b""
    # Frames, tables, scans, restart intervals and the like.
    return segment if 0xC0 <= marker <= 0xDF else b""


def strip_png(data: bytes, keep_profile: bool) -> bytes:
    """PNG, third edition, section 5."""
    kept = PNG_CHUNKS if keep_profile else PNG_CHUNKS - {b"iCCP"}
    chunks = [chunk for name, chunk in png_chunks(data) if name in kept]
    return PNG_SIGNATURE + b"".join(chunks)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position, name = len(PNG_SIGNATURE), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        yield name, data[position:end]
        position = end


def strip_webp(data: bytes, keep_profile: bool) -> bytes:
    """WebP Container Specification (RFC 9649, section 2)."""
    kept = WEBP_CHUNKS if keep_profile else WEBP_CHUNKS - {b"ICCP"}
    cleared = WEBP_METADATA if keep_profile else WEBP_METADATA | WEBP_PROFILE
    content = b"WEBP" + b"".join(
        webp_chunk(name, content, cleared)
        for name, content in webp_chunks(data[12 : 8 + int.from_bytes(data[4:8], "little")])
        if name in kept
    )
    return b"RIFF" + struct.pack("<I", len(content)) + content


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, position)
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def webp_chunk(name: bytes, content: bytes, cleared: int) -> bytes:
    if name == b"VP8X":
        content = bytes([content[0] & ~cleared]) + content[1:]
    if name == b"ANMF":
        frame = (each for each in webp_chunks(content[16:]) if each[0] in WEBP_CHUNKS)
        content = content[:16] + b"".join(webp_chunk(*each, cleared) for each in frame)
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)


def strip_gif(data: bytes, keep_profile: bool) -> bytes:
    """GIF89a; profiles in GIF are read by nobody, and go in any case."""
    position = 13 + colour_table_size(data[10])
    parts = [data[:position]]
    while data[position] != 0x3B:
        end = end_of_gif_block(data, position)
        if is_kept_gif_block(data, position):
            parts.append(data[position:end])
        position = end
    return b"".join(parts) + b"\x3b"


def colour_table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def end_of_gif_block(data: bytes, position: int) -> int:
    """Where the next one begins. Raises ValueError for what is no block."""
    if data[position] == 0x21:
        position += 2
    elif data[position] == 0x2C:
        position += 11 + colour_table_size(data[position + 9])
    else:
        raise ValueError("There is no block of a GIF.")
    while data[position]:
        position += data[position] + 1
    return position + 1


def is_kept_gif_block(data: bytes, position: int) -> bool:
    """Whether it is an image, its timing, or says how often an animation is repeated."""
    if data[position] == 0x2C or data[position + 1] == 0xF9:
        return True
    return data[position + 1] == 0xFF and data[position + 3 : position + 14] in GIF_LOOPS
