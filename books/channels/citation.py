"""A book as it is cited: APA (7th edition), MLA (9th), Chicago (17th, bibliography).

Each citation is HTML with nothing but `<i>` in it, round the title. Titles keep the capitals
that they have: no program knows which of them are names.
"""

from collections.abc import Callable
from html import escape, unescape

from books.channels.names import EDITORS, Name, names_of
from books.codes import Role
from books.index.entries import first_day
from books.record import BookRecord

END = (".", "?", "!", "…")
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def citations(record: BookRecord) -> dict[str, str]:
    """The name of each style with the citation in it, as HTML."""
    return {style: cite(record) for style, cite in STYLES.items()}


def as_text(html: str) -> str:
    return unescape(html.replace("<i>", "").replace("</i>", ""))


def apa(record: BookRecord) -> str:
    """APA 7, section 10.2."""
    authors, editors = names_of(record, Role.AUTHOR), names_of(record, *EDITORS)
    year = f"({year_of(record) or 'n.d.'})"
    title = title_of(record) + apa_notes(record, editors if authors else [])
    if authors:
        first = [apa_list(authors), year, title]
    elif editors:
        first = [f"{apa_list(editors)} ({'Ed' if len(editors) == 1 else 'Eds'}.)", year, title]
    else:
        first = [title, year]
    return sentences(*first, escape(record.publisher.name), doi_of(record))


def apa_list(names: list[Name]) -> str:
    """Up to 20 names; of more, the first 19 and the last (section 9.8)."""
    short = [escape(apa_name(name)) for name in names]
    if len(short) > 20:
        return f"{', '.join(short[:19])}, . . . {short[-1]}"
    *others, last = short
    return f"{', '.join(others)}, &amp; {last}" if others else last


def apa_name(name: Name) -> str:
    return ", ".join(part for part in (name.family, name.initials, name.suffix) if part)


def apa_notes(record: BookRecord, editors: list[Name]) -> str:
    """ " (A. Locke, Ed.; H. Weaver, Trans.; 2nd ed.)": in parentheses behind the title."""
    translators = names_of(record, Role.TRANSLATOR)
    notes = [
        apa_others(editors, "Ed." if len(editors) == 1 else "Eds."),
        apa_others(translators, "Trans."),
        edition_of(record),
    ]
    known = "; ".join(escape(note) for note in notes if note)
    return f" ({known})" if known else ""


def apa_others(names: list[Name], word: str) -> str:
    short = [" ".join(p for p in (each.initials, each.family) if p) for each in names]
    if not short:
        return ""
    *others, last = short
    comma = "," if len(others) > 1 else ""
    return f"{', '.join(others)}{comma} & {last}, {word}" if others else f"{last}, {word}"


def mla(record: BookRecord) -> str:
    """MLA 9, chapter 5: authors, title, other contributors, version, publisher, date, location."""
    authors, editors = names_of(record, Role.AUTHOR), names_of(record, *EDITORS)
    leaders = authors or editors
    people = several(leaders, most=2, shown=1)
    if people and not authors:
        people += ", editor" if len(editors) == 1 else ", editors"
    others = others_of(record, editors if authors else [], most=2)
    container = [
        *(others[:1] + [decapitalised(each) for each in others[1:]]),
        escape(edition_of(record)),
        escape(record.publisher.name),
        year_of(record),
        doi_of(record),
    ]
    return sentences(people, title_of(record), ", ".join(part for part in container if part))


def chicago(record: BookRecord) -> str:
    """Chicago 17, sections 14.75 to 14.127; the place of publication is not known."""
    authors, editors = names_of(record, Role.AUTHOR), names_of(record, *EDITORS)
    people = several(authors or editors, most=10, shown=7)
    if people and not authors:
        people += ", ed" if len(editors) == 1 else ", eds"
    imprint = [escape(record.publisher.name), year_of(record) or "n.d."]
    return sentences(
        people,
        title_of(record),
        *others_of(record, editors if authors else [], most=10),
        escape(edition_of(record)),
        ", ".join(part for part in imprint if part),
        doi_of(record),
    )


STYLES: dict[str, Callable[[BookRecord], str]] = {"APA": apa, "MLA": mla, "Chicago": chicago}


def several(names: list[Name], most: int, shown: int) -> str:
    """The first name turned round; of more than `most`, those `shown` and "et al."."""
    if not names:
        return ""
    written = [names[0].turned, *(name.direct for name in names[1:])]
    if len(written) > most:
        return escape(f"{', '.join(written[:shown])}, et al.")
    *others, last = written
    return escape(f"{', '.join(others)}, and {last}" if others else last)


def others_of(record: BookRecord, editors: list[Name], most: int) -> list[str]:
    """ "Edited by Alain Locke", "Translated by A and B"; nothing of authors' own pictures."""
    authors = names_of(record, Role.AUTHOR)
    artists = [name for name in names_of(record, Role.ILLUSTRATOR) if name not in authors]
    said = (
        ("Edited by", editors),
        ("Translated by", names_of(record, Role.TRANSLATOR)),
        ("Illustrated by", artists),
    )
    return [f"{words} {escape(in_order(names, most))}" for words, names in said if names]


def in_order(names: list[Name], most: int) -> str:
    direct = [name.direct for name in names]
    if len(direct) > most:
        return f"{direct[0]} et al."
    *others, last = direct
    comma = "," if len(others) > 1 else ""
    return f"{', '.join(others)}{comma} and {last}" if others else last


def decapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def full_title(record: BookRecord) -> str:
    """Title and subtitle; a title that ends with a mark of its own needs no colon."""
    if not record.subtitle:
        return record.title
    between = " " if record.title.endswith(("?", "!")) else ": "
    return record.title + between + record.subtitle


def title_of(record: BookRecord) -> str:
    return f"<i>{escape(full_title(record))}</i>"


def year_of(record: BookRecord) -> str:
    return first_day(record)[:4]


def edition_of(record: BookRecord) -> str:
    """ "2nd ed."; the first edition is not named, nor a note which is no name of an edition."""
    number = record.edition.number
    return f"{ordinal(number)} ed." if number and number > 1 else ""


def ordinal(number: int) -> str:
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ORDINALS.get(number % 10, 'th')}"


def doi_of(record: BookRecord) -> str:
    return escape(f"https://doi.org/{record.doi}") if record.doi else ""


def sentences(*parts: str) -> str:
    """Each with its full stop; an address that ends the citation has none."""
    return " ".join(with_stop(part) for part in parts if part)


def with_stop(part: str) -> str:
    is_address = part.startswith("https://")
    return part if is_address or part.removesuffix("</i>").endswith(END) else f"{part}."
