"""A record's streams and images as other programs take them: plain text, simple HTML."""

import re
from collections.abc import Iterator
from html import escape

from books.record import BookRecord
from books.record_blocks import (
    DescriptionItem,
    HeadingBlock,
    Image,
    ImageBlock,
    LinksBlock,
    ParagraphBlock,
    QuotationBlock,
    Rendition,
    VideoBlock,
)

# What XML 1.0 cannot hold at all (section 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TO_THE_SITE = re.compile(r'(?<=<a href=")(?=/(?!/))')


def in_one_line(text: str) -> str:
    return " ".join(NOT_XML.sub(" ", text).split())


def clipped(text: str, most: int) -> str:
    """In one line of at most so many characters, cut between words where possible."""
    line = in_one_line(text)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-\u2013") + "…"


def summary_of(record: BookRecord) -> str:
    """What the editor wrote for others to show, or how the book begins to describe itself."""
    return record.search_description or record.tagline or description_text(record)


def root_of(record: BookRecord) -> str:
    """`https://books.example.com`: the site that the book is on."""
    return record.url.removesuffix(record.path)


def description_text(record: BookRecord) -> str:
    """The paragraphs of the description, each on a line."""
    return "\n".join(each.value.text for each in record.description if each.type == "paragraph")


def description_html(record: BookRecord) -> str:
    """The description with full addresses."""
    html = "".join(part for block in record.description for part in html_of(block))
    return NOT_XML.sub("", TO_THE_SITE.sub(root_of(record), html))


def html_of(block: DescriptionItem) -> Iterator[str]:
    match block:
        case ParagraphBlock():
            yield block.value.html
        case HeadingBlock():
            yield f"<h2>{escape(block.value)}</h2>"
        case QuotationBlock():
            source = f"<p>{escape(block.value.source)}</p>" if block.value.source else ""
            yield f"<blockquote><p>{escape(block.value.text)}</p>{source}</blockquote>"
        case ImageBlock():
            yield from figure(block)
        case VideoBlock():
            yield f"<p>{link(block.value.url, block.value.title)}</p>"
        case LinksBlock():
            links = "".join(f"<li>{link(e.url, e.text)}</li>" for e in block.value.links)
            yield f"<p>{escape(block.value.title)}</p><ul>{links}</ul>"


def figure(block: ImageBlock) -> Iterator[str]:
    image = block.value.image
    jpeg = image and largest_jpeg(image)
    if image and jpeg:
        size = f'width="{jpeg.width}" height="{jpeg.height}"'
        caption = block.value.caption
        words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        shown = f'<img src="{escape(jpeg.url)}" alt="{escape(image.alt)}" {size}>'
        yield f"<figure>{shown}{words}</figure>"


def link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text or url)}</a>'


def largest_jpeg(image: Image) -> Rendition | None:
    """The widest rendition that any program can show."""
    jpegs = [each for each in image.renditions if each.type == "image/jpeg"]
    return max(jpegs, key=lambda each: each.width, default=None)
