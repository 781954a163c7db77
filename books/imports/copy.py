"""Reads a page of marketing copy, as publishers keep it, into a `BookCopy`."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from books.imports.book_copy import (
    BookCopy,
    CopyBio,
    CopyEndorsement,
    CopyError,
    CopyFormat,
    CopyText,
    UnplacedLine,
)
from books.imports.copy_contents import is_part, read_contents
from books.imports.copy_formats import add_details, can_take, read_trade_line
from books.imports.copy_lines import DASH, LONGEST_TITLE, Line, decode, split_lines
from books.imports.copy_marks import IDLE, QUOTED, furniture_of, section_of
from books.imports.copy_names import looks_like_name, name_key, read_byline
from books.imports.copy_texts import add_or_continue, add_paragraph, add_to_list, follows


def read_copy(data: bytes | str, dollar: str = "USD") -> BookCopy:
    """What the copy says of one book; `dollar` is the currency that a bare $ means.

    Every line that is not empty has its place in the result, at the worst in `unplaced`.
    Raises CopyError for what is no book copy.
    """
    return _Reader(split_lines(decode(data)), dollar).read()


@dataclass
class _Reader:
    lines: list[Line]
    dollar: str
    section: str = "head"
    place: int = 0
    contents: list[Line] = field(default_factory=list)
    details: list[tuple[Line, CopyFormat]] = field(default_factory=list)

    def read(self) -> BookCopy:
        self.has_contents_heading = any(
            section_of(line) == "contents" for line in self.lines if not line.bulleted
        )
        self._read_title()
        while self.place < len(self.lines):
            line = self.lines[self.place]
            self.place += 1
            self._read_line(line)
        self._finish()
        return self.copy

    def _read_title(self) -> None:
        first = self.lines[0]
        title = re.sub(r"^title:\s*", "", first.text, flags=re.I)
        if first.bulleted or len(title) > LONGEST_TITLE or self._is_marked(first):
            raise CopyError(_("The first line must be the title of the book."))
        if not re.search(r"\w", title):
            raise CopyError(_("The first line must be the title of the book."))
        self.copy = BookCopy(title)
        self.place = 1
        for name in ("subtitle", "tagline"):
            line = self._next()
            if line and self._is_head(line):
                setattr(self.copy, name, re.sub(r"^subtitle:\s*", "", line.text, flags=re.I))
                self.place += 1
        if not self.copy.subtitle and (parts := re.match(r"(\S.*?): (\S.*)", title)):
            self.copy.title, self.copy.subtitle = parts.groups()

    def _is_head(self, line: Line) -> bool:
        following = self.lines[self.place + 1] if self.place + 1 < len(self.lines) else None
        if line.bulleted or line.is_prose or len(line.text) > LONGEST_TITLE:
            return False
        return following is not None and not self._is_marked(line) and not line.is_dashed

    def _is_marked(self, line: Line) -> bool:
        """Whether a line says by its form what it is."""
        return bool(
            read_byline(line.text)[0]
            or read_trade_line(line.text, self.dollar)
            or furniture_of(line)
            or section_of(line)
            or QUOTED.fullmatch(line.text)
            or IDLE.fullmatch(line.text)
        )

    def _next(self) -> Line | None:
        return self.lines[self.place] if self.place < len(self.lines) else None

    @property
    def _above(self) -> Line:
        """The line above the one that is being read."""
        return self.lines[self.place - 2]

    def _read_line(self, line: Line) -> None:
        if self._read_furniture(line) or self._open_section(line) or self._read_praise(line):
            return
        if self._opens_bio(line):
            self.section = "bios"
            self.copy.bios.append(CopyBio(line.text.rstrip(":")))
        elif self.section == "contents":
            self._read_entry(line)
        elif self.section == "bios":
            self._read_bio(line)
        elif self.section == "praise":
            self._leave(line)
        elif not self._read_credits(line) and not self._read_trade(line):
            self._read_description(line)

    def _read_furniture(self, line: Line) -> bool:
        name = furniture_of(line)
        if not name or (line.bulleted and self.section == "contents"):
            return False
        if getattr(self.copy, name) not in ("", line.text):
            self._leave(line)
        else:
            setattr(self.copy, name, line.text)
        return True

    def _open_section(self, line: Line) -> bool:
        name = section_of(line)
        if not name or line.bulleted or (self.section == "contents" and not line.after_gap):
            return False
        self.section = name
        return True

    def _read_praise(self, line: Line) -> bool:
        match = QUOTED.fullmatch(line.text)
        following = self._next()
        if match and match["who"]:
            self._endorse(match["quotation"], match["who"])
            return True
        signed = following is not None and following.is_dashed
        if not signed or following is None or not (match or self.section == "praise"):
            return False
        self.place += 1
        who = DASH.sub("", following.whole, count=1)
        self._endorse(match["quotation"] if match else line.text, who)
        return True

    def _endorse(self, quotation: str, who: str) -> None:
        person, _comma, source = who.partition(", ")
        self.copy.endorsements.append(CopyEndorsement(quotation, person.strip(), source.strip()))

    def _opens_bio(self, line: Line) -> bool:
        following = self._next()
        if following is None or following.bulleted or not following.is_prose:
            return False
        if furniture_of(following) or section_of(following):
            return False
        if self._is_contributor(line.text):
            return True
        return self.section == "bios" and not line.is_prose and looks_like_name(line.text, 2)

    def _is_contributor(self, name: str) -> bool:
        return name_key(name) in {name_key(each.name) for each in self.copy.contributions}

    def _read_entry(self, line: Line) -> None:
        if self._is_bio_of_contributor(line):
            self.section = "bios"
            self._read_bio(line)
        elif line.is_prose and len(line.text) > 120 and not line.bulleted:
            self._leave(line)
        else:
            self.contents.append(line)

    def _is_bio_of_contributor(self, line: Line) -> bool:
        if not line.is_prose or line.bulleted:
            return False
        opening = f" {name_key(line.text[:90])} "
        return any(f" {name_key(each.name)} " in opening for each in self.copy.contributions)

    def _read_bio(self, line: Line) -> None:
        bios = self.copy.bios
        if not line.is_prose and not (bios and not line.after_gap):
            self._leave(line)
            return
        owner = self._owner(line)
        if not bios or (owner and bios[-1].paragraphs and owner != bios[-1].name):
            bios.append(CopyBio(owner or self._sole_contributor()))
        add_or_continue(bios[-1].paragraphs, line, self._above)

    def _owner(self, line: Line) -> str:
        opening = name_key(line.text)
        names = [each.name for each in self.copy.contributions]
        return next((name for name in names if opening.startswith(name_key(name) + " ")), "")

    def _sole_contributor(self) -> str:
        names = {each.name for each in self.copy.contributions}
        return names.pop() if len(names) == 1 else ""

    def _read_credits(self, line: Line) -> bool:
        credited, left = read_byline(line.text)
        if not credited or line.bulleted:
            return False
        new = [each for each in credited if each not in self.copy.contributions]
        self.copy.contributions += new
        self.copy.unplaced += [UnplacedLine(line.number, words) for words in left]
        return True

    def _read_trade(self, line: Line) -> bool:
        trade = None if line.bulleted else read_trade_line(line.text, self.dollar)
        if not trade:
            return False
        for format_ in trade.formats:
            self._add_format(line, format_)
        if trade.details:
            self._add_details(line, trade.details)
        if trade.rest:
            self.copy.unplaced.append(UnplacedLine(line.number, trade.rest))
        return True

    def _add_format(self, line: Line, format_: CopyFormat) -> None:
        """A form that was there before is the same format, with a further price perhaps."""
        same = [
            each
            for each in self.copy.formats
            if each.form == format_.form and not (each.isbn and format_.isbn)
        ]
        if not same:
            self.copy.formats.append(format_)
        elif can_take(same[0], format_):
            add_details(same[0], format_)
        else:
            self._leave(line)

    def _add_details(self, line: Line, details: CopyFormat) -> None:
        """A price or an ISBN belongs to the format above it; all else to all without it."""
        formats = self.copy.formats[-1:] if details.isbn or details.prices else self.copy.formats
        takers = [each for each in formats if can_take(each, details)]
        for format_ in takers:
            add_details(format_, details)
        if not formats:
            self.details.append((line, details))
        elif not takers:
            self._leave(line)

    def _read_description(self, line: Line) -> None:
        following = self._next()
        if self._opens_contents(line):
            self.section = "contents"
            self.contents.append(line)
        elif IDLE.fullmatch(line.text):
            self._leave(line)
        elif line.bulleted:
            add_to_list(self.copy.description, line)
        elif line.is_prose or follows(self.copy.description, line, self._above):
            add_paragraph(self.copy.description, line, self._above)
        elif following and (following.is_prose or following.bulleted):
            self.copy.description.append(CopyText("heading", [line.text]))
        else:
            self._leave(line)

    def _opens_contents(self, line: Line) -> bool:
        """One bullet makes no contents: another must follow, at most one line below."""
        if self.has_contents_heading or self.contents:
            return False
        below = self.lines[self.place : self.place + 2]
        many = any(each.bulleted for each in below[:1] + [b for b in below[1:] if not b.after_gap])
        return many and (line.bulleted or is_part(line))

    def _leave(self, line: Line) -> None:
        self.copy.unplaced.append(UnplacedLine(line.number, line.whole))

    def _finish(self) -> None:
        copy = self.copy
        names = [each.name for each in copy.contributions]
        copy.contents, left = read_contents(self.contents, names)
        for line in left:
            self._leave(line)
        self._settle_details()
        self._check_bios()
        copy.unplaced.sort(key=lambda line: line.number)
        if not (copy.contributions or copy.formats or copy.contents):
            raise CopyError(
                _("This is no book copy: it names no contributor, no format and no contents.")
            )

    def _settle_details(self) -> None:
        for line, details in self.details:
            takers = [each for each in self.copy.formats if can_take(each, details)]
            takers = takers[:1] if details.isbn or details.prices else takers
            for format_ in takers:
                add_details(format_, details)
            if not takers:
                self._leave(line)

    def _check_bios(self) -> None:
        """A bio that is a name and nothing more says nothing."""
        for bio in [bio for bio in self.copy.bios if not bio.paragraphs]:
            self.copy.bios.remove(bio)
            self._leave(next(line for line in self.lines if line.text.rstrip(":") == bio.name))
