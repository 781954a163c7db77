"""A book of one chapter as an EPUB 3.3 file: the same bytes each time."""

import io
import uuid
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MODIFIED = "2026-01-01T00:00:00Z"
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
  xml:lang="{lang}">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">{identifier}</dc:identifier>
    <dc:title>{title}</dc:title>
    {creators}
    <dc:language>{lang}</dc:language>
    <meta property="dcterms:modified">{modified}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
  </manifest>
  <spine>
    <itemref idref="text"/>
  </spine>
</package>
"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="{lang}" xml:lang="{lang}">
<head><title>{title}</title></head>
<body>
{body}
</body>
</html>
"""
NAVIGATION = """<nav epub:type="toc"><ol><li><a href="text.xhtml">{heading}</a></li></ol></nav>"""


class Chapter(NamedTuple):
    heading: str
    paragraphs: list[str]


def pack_epub(title: str, names: list[str], lang: str, chapter: Chapter) -> bytes:
    """The file `mimetype` comes first and is not compressed (EPUB 3.3, 4.2.6.2)."""
    title, heading = escape(title), escape(chapter.heading)
    paragraphs = "\n".join(f"<p>{escape(each)}</p>" for each in chapter.paragraphs)
    body = f"<h1>{heading}</h1>\n{paragraphs}"
    files = {
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": write_package(title, names, lang),
        "EPUB/nav.xhtml": write_page(title, lang, NAVIGATION.format(heading=heading)),
        "EPUB/text.xhtml": write_page(title, lang, body),
    }
    output = io.BytesIO()
    with ZipFile(output, "w") as archive:
        archive.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return output.getvalue()


def write_package(title: str, names: list[str], lang: str) -> str:
    identifier = uuid.uuid5(uuid.NAMESPACE_OID, f"{lang} {title}").urn
    creators = "\n    ".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in names)
    return PACKAGE.format(
        identifier=identifier, title=title, creators=creators, lang=lang, modified=MODIFIED
    )


def write_page(title: str, lang: str, body: str) -> str:
    return PAGE.format(title=title, lang=lang, body=body)
