"""A book as a RIS file, for reference managers (Reference Manager's format, 2011; UTF-8)."""

from collections.abc import Iterator

from books.channels.citation import edition_of, full_title, year_of
from books.channels.names import EDITORS, names_of
from books.channels.texts import description_text, in_one_line
from books.codes import Role
from books.index.entries import first_day
from books.record import BookRecord

CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"


def ris(record: BookRecord) -> str:
    lines = [f"{tag}  - {in_one_line(value)}" for tag, value in tags(record) if value]
    return "".join(f"{line}\r\n" for line in ["TY  - BOOK", *lines, "ER  - "])


def tags(record: BookRecord) -> Iterator[tuple[str, str]]:
    """Of a book, A3 are editors and A4 translators; a tag that repeats has a line for each."""
    for tag, roles in (("AU", (Role.AUTHOR,)), ("A3", EDITORS), ("A4", (Role.TRANSLATOR,))):
        for name in names_of(record, *roles):
            yield tag, name.turned
    yield "TI", full_title(record)
    yield "PY", year_of(record)
    yield "DA", date_of(record)
    yield "PB", record.publisher.name
    yield "ET", edition_of(record)
    if record.series:
        yield "T2", record.series.name
        yield "VL", record.series.number
    yield "SN", " ".join(each.isbn for each in record.formats if each.isbn)
    yield "LA", record.language
    yield "DO", record.doi
    yield "UR", record.url
    for word in record.keywords:
        yield "KW", word
    yield "AB", description_text(record)


def date_of(record: BookRecord) -> str:
    """ "2021/02/02/", "2021/02//", "2021///": the parts that are not known stay empty."""
    parts = first_day(record).split("-")
    return "/".join((*parts, "", "", "")[:3]) + "/" if parts[0] else ""
