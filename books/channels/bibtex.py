"""A book as a BibTeX entry (UTF-8), as both BibTeX and biblatex read it."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from books.channels.citation import full_title, year_of
from books.channels.names import EDITORS, Name, names_of
from books.channels.texts import description_text, in_one_line
from books.codes import Role
from books.index.entries import first_day
from books.index.folding import title_key, words_of
from books.record import BookRecord

CONTENT_TYPE = "application/x-bibtex; charset=utf-8"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SPECIAL = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
ADDRESS = "-._~:/?#[]@!$&'()*+,;=%"


def bibtex(record: BookRecord) -> str:
    fields = [f"  {name} = {value}," for name, value in all_fields(record) if value]
    return "\n".join([f"@book{{{key_of(record)},", *fields, "}", ""])


def all_fields(record: BookRecord) -> Iterator[tuple[str, str]]:
    for field, roles in (
        ("author", (Role.AUTHOR,)),
        ("editor", EDITORS),
        ("translator", (Role.TRANSLATOR,)),
    ):
        yield field, braced(" and ".join(name_of(each) for each in names_of(record, *roles)))
    yield "title", braced(braced(text(full_title(record))))
    yield "publisher", braced(braced(text(record.publisher.name)))
    yield "year", braced(year_of(record))
    yield "month", month_of(record)
    yield "edition", braced(str(record.edition.number or ""))
    if record.series:
        yield "series", braced(text(record.series.name))
        yield "number", braced(text(record.series.number))
    yield "isbn", braced(" ".join(each.isbn for each in record.formats if each.isbn))
    yield "doi", braced(quote(record.doi, safe=ADDRESS))
    yield "url", braced(quote(record.url, safe=ADDRESS))
    yield "language", braced(record.language)
    yield "keywords", braced(", ".join(map(text, record.keywords)))
    yield "abstract", braced(text(description_text(record)))


def key_of(record: BookRecord) -> str:
    """ "abbott2021flatland": stays the same for as long as name, year and title do."""
    names = names_of(record, Role.AUTHOR) or names_of(record, *EDITORS)
    family = "".join(words_of(names[0].family)) if names else ""
    title = title_key(record.title, record.language).decode(errors="ignore").partition(" ")[0]
    key = re.sub(r"[^a-z0-9]", "", f"{family}{year_of(record)}{title}")
    return key if re.search("[a-z]", key) else f"book{record.id}"


def name_of(name: Name) -> str:
    """ "Last, Jr., First"; a name that is not to be taken apart stands in braces."""
    if not name.given:
        return braced(text(name.direct))
    parts = (name.family, name.suffix, name.given)
    return ", ".join(whole(text(part)) for part in parts if part)


def whole(part: str) -> str:
    return braced(part) if re.search(r"\band\b|,", part) else part


def month_of(record: BookRecord) -> str:
    month = first_day(record)[5:7]
    return MONTHS[int(month) - 1] if month else ""


def text(value: str) -> str:
    """Without what TeX takes for its own."""
    return in_one_line(value).translate(SPECIAL)


def braced(value: str) -> str:
    return f"{{{value}}}" if value else ""
