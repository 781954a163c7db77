"""Marks the words of a text that a search has found, as it finds them: folded, and by their
beginnings."""

import re
from collections.abc import Iterator, Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from books.index.folding import JOINT, WORD, folded, spellings_of, words_of

JOINED = re.compile(rf"(?:{WORD.pattern})(?:{JOINT.pattern}(?:{WORD.pattern}))*")
# Characters of an excerpt on either side of the first word found.
AROUND = 110


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text as HTML, with `<mark>` around each whole word that begins with a searched one."""
    pieces: list[SafeString] = []
    end = 0
    for start, stop in places(text, words):
        pieces += [
            conditional_escape(text[end:start]),
            format_html("<mark>{}</mark>", text[start:stop]),
        ]
        end = stop
    return mark_safe("".join([*pieces, conditional_escape(text[end:])]))  # noqa: S308


def places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words that are found begin and end in the text as it is written.

    A letter with its accents apart is one letter still: marks after a word belong to it.
    """
    wanted = tuple(words)
    if not wanted:
        return []
    spans = [span(text, *place) for place in spellings_in(text, wanted)]
    return [each for each in dict.fromkeys(spans) if begins_so(text[slice(*each)], wanted)]


def spellings_in(text: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Words, and as a whole what an apostrophe or a hyphen joins, if it is found as one word."""
    for match in JOINED.finditer(text):
        one = words_of(JOINT.sub("", match[0]))
        if one and one[0].startswith(wanted):
            yield match.span()
        else:
            yield from (word.span() for word in WORD.finditer(text, *match.span()))


def span(text: str, start: int, stop: int) -> tuple[int, int]:
    while stop < len(text) and not folded(text[stop]) and not text[stop].isspace():
        stop += 1
    return start, stop


def begins_so(word: str, wanted: tuple[str, ...]) -> bool:
    """A word may fold into several, of which any may be meant."""
    return any(part.startswith(wanted) for part in spellings_of(word))


def excerpt(texts: Sequence[str], words: Sequence[str]) -> SafeString:
    """Some words before and after the first that is found in any of the texts; else nothing."""
    for text in texts:
        if found := places(text, words):
            return cut(text, found[0][0], words)
    return SafeString()


def cut(text: str, place: int, words: Sequence[str]) -> SafeString:
    start, stop = max(place - AROUND, 0), min(place + AROUND, len(text))
    if start:
        start = text.find(" ", start, place) + 1 or start
    if stop < len(text):
        stop = max(text.rfind(" ", place, stop), place + 1)
    before, after = "… " if start else "", " …" if stop < len(text) else ""
    part = " ".join(text[start:stop].split())
    return mark_safe(f"{before}{marked(part, words)}{after}")  # noqa: S308
