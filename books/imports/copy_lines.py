# ruff: noqa: RUF001 - the signs of typesetters are what is read here
"""From the bytes of a text file to its clean, numbered lines."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from books.imports.book_copy import CopyError

LARGEST = 1_000_000
MOST_LINES = 5_000
LONGEST_TITLE = 255

BULLET = re.compile(
    r"[•◦‣⁃∙·▪▫●○■□►▶➢✓]\s*"
    r"|[-–—*+»>](?=\s)\s*"
    r"|\(?\d{1,3}[.)](?=\s)\s*"
    r"|\d{1,3}:(?=\s)\s*"
    r"|[IVX]{1,5}[.)]\s+(?![A-Z]\.)"
    r"|(?:chapter|chap\.|ch\.)\s+(?:\d{1,3}|[ivx]{1,6}|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve)\s*(?:[:.)]|[-–—](?=\s))\s*(?=\S)",
    re.I,
)
DASH = re.compile(r"(?:[-–—―]|--)\s*(?=\S)")
PAGE_NUMBER = re.compile(
    r"(?:\s*(?:\.\s?){3,}|\s*…+|\t+|\s{3,}|,?\s+pp?\.)\s*(\d{1,4}|[ivxlc]{1,7})$"
)
ODD_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Line:
    """One line that is not empty; `text` comes without its bullet and its page number."""

    number: int
    whole: str
    text: str
    after_gap: bool
    bulleted: bool
    page: str = ""

    @property
    def is_dashed(self) -> bool:
        """Whether it may be the attribution under a quotation."""
        return bool(DASH.match(self.whole))

    @property
    def is_prose(self) -> bool:
        """Whether it reads as running text and not as a name or a title."""
        ends = self.text.rstrip('"”’»)').endswith((".", "!", "?", ":", "…"))
        return len(self.text) > 120 or (ends and len(self.text.split()) > 7)


def decode(data: bytes | str) -> str:
    """The text of a file in UTF-8 (with or without a mark), UTF-16 or Windows-1252.

    Raises CopyError where it is empty, binary or larger than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise CopyError(_("This is larger than one megabyte: no copy of one book."))
    text = data if isinstance(data, str) else _decode_bytes(data)
    if any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in text):
        raise CopyError(_("This is not a text: it holds binary data."))
    if not text.strip("\ufeff\u200b \t\r\n\xa0"):
        raise CopyError(_("There is no text in it."))
    return text.removeprefix("\ufeff")


def _decode_bytes(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CopyError(_("This is not a text that can be read: save it as UTF-8."))


def split_lines(text: str) -> list[Line]:
    """The lines that are not empty; CopyError where there are more than `MOST_LINES`."""
    lines: list[Line] = []
    after_gap = True
    raw_lines = text.splitlines()
    if len(raw_lines) > MOST_LINES:
        raise CopyError(_("This has too many lines for the copy of one book."))
    for number, raw in enumerate(raw_lines, start=1):
        whole = _tidy(raw)
        if whole:
            lines.append(_line(number, raw.replace("\xa0", " ").strip(), whole, after_gap))
        after_gap = not whole
    return lines


def _tidy(raw: str) -> str:
    visible = "".join(
        sign for sign in raw if unicodedata.category(sign) != "Cf" or sign == "\u200d"
    )
    return ODD_SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def _line(number: int, raw: str, whole: str, after_gap: bool) -> Line:
    heading = re.sub(r"^#{1,6}\s+", "", whole)
    bullet = BULLET.match(heading)
    text = heading[bullet.end() :] if bullet else heading
    page = PAGE_NUMBER.search(raw) if len(raw) <= LONGEST_TITLE else None
    if page:
        text = _tidy(PAGE_NUMBER.sub("", raw))
        text = BULLET.sub("", text, count=1) if bullet else text
    if not text:
        return Line(number, whole, whole, after_gap, bulleted=False)
    return Line(number, whole, text, after_gap, bool(bullet), page[1] if page else "")
