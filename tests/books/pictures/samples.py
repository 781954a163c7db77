"""Image files as cameras and editors make them, with what readers must not get."""

import io
import struct
import zlib

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

SECRET = b"SECRETPLACE"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>' + SECRET + b"</rdf:RDF></x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}


def halves(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image.convert(mode)


def camera_data(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    if orientation != 1:
        exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = SECRET.decode()
    return exif


def photo(ending: str, orientation: int = 1, **options) -> bytes:
    """With all the metadata that Pillow can write in this kind, and more behind its end."""
    options = {"icc_profile": PROFILE, "exif": camera_data(orientation), "xmp": XMP, **options}
    if ending == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = notes
    if ending in ("jpg", "gif"):
        options["comment"] = SECRET
    data = encoded(halves(), ending, **options)
    return data + SECRET if ending != "avif" else data


def encoded(image: Image.Image, ending: str, **options) -> bytes:
    output = io.BytesIO()
    image.save(output, KINDS[ending], **options)
    return output.getvalue()


def animation(ending: str, frames: int = 3) -> bytes:
    images = [Image.new("RGB", (24, 12), (80 * number % 256, 0, 0)) for number in range(frames)]
    exif = {} if ending == "gif" else {"exif": camera_data()}
    return encoded(
        *(images[0], ending), save_all=True, append_images=images[1:], duration=70, loop=2, **exif
    )


def cut_off(ending: str) -> bytes:
    noise = Image.effect_noise((160, 160), 90).convert("RGB")
    data = encoded(noise, ending)
    return data[: len(data) * 2 // 3]


def png_of_size(width: int, height: int) -> bytes:
    """A small file that claims to be a large picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (header, b"IDAT" + zlib.compress(b"\0" * 1000), b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each))
        for each in chunks
    )
