# ruff: noqa: RUF001 - the signs of typesetters are what is read here
"""Reads the lines of a table of contents: parts, chapters with their authors, and matter."""

import re

from books.imports.book_copy import CopyEntry
from books.imports.copy_lines import LONGEST_TITLE, Line
from books.imports.copy_names import looks_like_name, name_key, split_names

FRONT = r"introduction|conclusion|preface|foreword|prologue|epilogue|afterword|postscript|coda"
BACK = (
    r"acknowledge?ments?|bibliography|references|works cited|further reading|recommended reading"
    r"|ind(?:ex|exes|ices)|notes|endnotes|glossary|acronyms|abbreviations|contributors"
    r"|about the (?:authors?|editors?|contributors?)|chronology|timeline|maps|tables|figures"
    r"|illustrations|credits|sources|dedication|resources|permissions|appendix|appendices"
)
MATTER = re.compile(
    rf"(?:(?:an? |the )?(?:general |select(?:ed)? |important )?(?:{FRONT}|{BACK})"
    rf"(?:(?: and |, | & )(?:{FRONT}|{BACK}))*"
    r"|(?:list|table) of (?:\w+ ?){1,4}"
    rf"|(?:{FRONT}) to the .*edition"
    r"|appendix (?:\w|\d+)(?:\s*[:.–—-].*)?"
    r"|(?:(?:an? |the )?\w+ )?(?:introductory|closing|opening) (?:remarks?|notes?|words?)"
    r"|(?:author|editor|translator|publisher)s?['’]?s? (?:note|preface|introduction)"
    r"|a? ?note on .*)",
    re.I,
)
STAYS_IN_PART = re.compile(rf"(?:{FRONT})", re.I)
PART = re.compile(
    r"(?:part|section|book)\s+(?:\d{1,2}|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|[a-d])\b\s*(?P<rest>[:.–—-]\s*\S.*)?",
    re.I,
)
CREDITED = (
    re.compile(r"^(?P<title>.+?),?\s+by\s+(?P<names>.+)$", re.I),
    re.compile(r"^(?P<title>.+?)\s+[–—-]{1,2}\s+(?P<names>[^–—]+)$"),
    re.compile(r"^(?P<title>.+?)\s*\((?P<names>[^()]+)\)$"),
)


def is_part(line: Line) -> bool:
    return bool(PART.fullmatch(line.text))


def read_contents(lines: list[Line], known_names: list[str]) -> tuple[list[CopyEntry], list[Line]]:
    """The entries of a table of contents, and the lines among them that are none."""
    known = {name_key(name) for name in known_names}
    titles = [line.text for line in lines if not is_part(line) and not MATTER.fullmatch(line.text)]
    credits = [shape for shape in CREDITED if _is_habit(shape, titles)]
    bulleted = any(line.bulleted for line in lines)
    entries: list[CopyEntry] = []
    left: list[Line] = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        entry = _entry(line, credits, known)
        if bulleted and not line.bulleted and _opens_part(line, entry, following):
            entry.kind = "part"
        if not bulleted or line.bulleted or entry.kind != "chapter":
            _add(entries, entry)
        elif not (entries and _add_to_last(entries, line, known)):
            left.append(line)
    return entries, left


def _opens_part(line: Line, entry: CopyEntry, following: Line | None) -> bool:
    if not line.after_gap or following is None or not following.bulleted:
        return False
    if entry.kind == "matter":
        return False
    return not line.is_prose and len(line.text) <= 120


def _is_habit(shape: re.Pattern[str], titles: list[str]) -> bool:
    """Whether most titles are credited so: one alone may be "Step by Step" or a subtitle."""
    credited = [title for title in titles if _split_credit(shape, title)]
    return len(credited) >= 2 and len(credited) * 2 > len(titles)


def _split_credit(shape: re.Pattern[str], text: str) -> tuple[str, str] | None:
    match = shape.match(text) if len(text) <= LONGEST_TITLE else None
    names = split_names(match["names"]) if match else []
    if not match or not names or not all(looks_like_name(name, 2) for name in names):
        return None
    return match["title"], match["names"]


def _entry(line: Line, credits: list[re.Pattern[str]], known: set[str]) -> CopyEntry:
    if is_part(line):
        return CopyEntry("part", line.text, page=line.page)
    title, names = line.text, ""
    for shape in CREDITED:
        credit = _split_credit(shape, line.text)
        if credit and (shape in credits or _are_known(credit[1], known)):
            title, names = credit
            break
        if credit and shape is CREDITED[0] and MATTER.fullmatch(credit[0]):
            title, names = credit
            break
    kind = "matter" if MATTER.fullmatch(title) else "chapter"
    return CopyEntry(kind, title, contributors=names, page=line.page)


def _are_known(names: str, known: set[str]) -> bool:
    return all(name_key(name) in known for name in split_names(names))


def _add(entries: list[CopyEntry], entry: CopyEntry) -> None:
    part = entries[-1] if entries and entries[-1].kind == "part" else None
    if part and entry.kind == "matter" and STAYS_IN_PART.fullmatch(entry.title):
        entry.kind = "chapter"
    if part and entry.kind == "chapter":
        part.chapters.append(entry)
    else:
        entries.append(entry)


def _add_to_last(entries: list[CopyEntry], line: Line, known: set[str]) -> bool:
    """Places a line without a bullet under the entry above: its end, its authors, its subtitle."""
    last = entries[-1].chapters[-1] if entries[-1].chapters else entries[-1]
    if line.after_gap or line.is_prose or len(line.text) > 200:
        return False
    names = re.sub(r"^by\s+", "", line.text, flags=re.I)
    people = split_names(names)
    if line.text[0].islower() and names == line.text:
        last.title = f"{last.title} {line.text}"
    elif last.kind == "part" and not last.subtitle:
        last.subtitle = line.text
    elif not last.contributors and people and all(looks_like_name(name, 2) for name in people):
        last.contributors = names
    elif last.kind == "chapter" and not last.subtitle and not last.contributors:
        last.subtitle = line.text
    else:
        return False
    last.page = last.page or line.page
    return True
