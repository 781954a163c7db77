"""Reads lines that credit people: "By A, B and C", "With a foreword by D"."""

import re
import unicodedata

from books.codes import ContributorKind, Role
from books.imports.book_copy import CopyContribution

ROLE_WORDS = {
    "author": Role.AUTHOR,
    "written": Role.AUTHOR,
    "text": Role.AUTHOR,
    "editor": Role.EDITOR,
    "edited": Role.EDITOR,
    "translator": Role.TRANSLATOR,
    "translated": Role.TRANSLATOR,
    "translation": Role.TRANSLATOR,
    "illustrator": Role.ILLUSTRATOR,
    "illustrated": Role.ILLUSTRATOR,
    "illustration": Role.ILLUSTRATOR,
    "drawing": Role.ILLUSTRATOR,
    "picture": Role.ILLUSTRATOR,
    "photographer": Role.PHOTOGRAPHER,
    "photograph": Role.PHOTOGRAPHER,
    "photographed": Role.PHOTOGRAPHER,
    "photography": Role.PHOTOGRAPHER,
    "photo": Role.PHOTOGRAPHER,
    "foreword": Role.FOREWORD,
    "preface": Role.PREFACE,
    "introduction": Role.INTRODUCTION,
    "introduced": Role.INTRODUCTION,
    "afterword": Role.AFTERWORD,
    "compiler": Role.COMPILER,
    "compiled": Role.COMPILER,
}
SMALL_WORDS = {"with", "and", "&", "a", "an", "the", "new"}
_WORDS = "|".join(rf"{word}s?" for word in ROLE_WORDS)
BYLINE = re.compile(
    r"^(?P<credit>(?:[\w&,]+\s+){0,8}?)(?P<source>from (?:the )?\w+ )?by\b:?\s*(?P<names>\S.*)$"
    rf"|^(?P<label>(?:{_WORDS})(?: and (?:{_WORDS}))?)\s*:\s*(?P<labelled>\S.*)$",
    re.I,
)
NEXT_CREDIT = re.compile(
    r"(?<!\bwith)(?<!\ban)(?<!\ba)(?<!\bnew)(?:\s*[,;|/·.]\s*(?:and\s+)?|\s+and\s+|\s+)"
    rf"(?=(?:with\s+)?(?:an?\s+)?(?:new\s+)?(?:{_WORDS})"
    rf"(?:\s+(?:and|&)\s+(?:{_WORDS}))*(?:\s+from\s+(?:the\s+)?\w+)?\s+by\b)",
    re.I,
)
OTHERS = re.compile(r",?\s+(?:and others|et al\.?)$", re.I)
BETWEEN_NAMES = re.compile(r"\s*[;,]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", re.I)
SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq)\.?$", re.I)
PARTICLES = re.compile(
    r"(?:de|del|della|di|da|das|dos|do|du|des|la|le|las|los|el|al|van|von|der|den|ten|ter|zu|zur"
    r"|bin|ibn|ben|y|e|i|of|the|for|and|et|und)",
)
ORGANISATION = re.compile(
    r"\b(?:associat|cent(?:er|re)|collective|commission|committee|council|federation|foundation"
    r"|group|institut|ministry|museum|network|organi[sz]ation|press|project|society|team|union"
    r"|universit|workshop|department|library|academy)",
    re.I,
)


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no case, accents or punctuation."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters.casefold()))


def kind_of(name: str) -> ContributorKind:
    organisation = ORGANISATION.search(name)
    return ContributorKind.ORGANISATION if organisation else ContributorKind.PERSON


def looks_like_name(text: str, fewest_words: int = 1) -> bool:
    words = text.split()
    if not fewest_words <= len(words) <= 8 or len(text) > 100 or re.search(r"[\d:?!$£€“”\"]", text):
        return False
    if text.endswith(".") and not re.search(r"\b(?:\w|Jr|Sr|St)\.$", text):
        return False
    small = [word for word in words if word[0].islower()]
    return len(small) < len(words) and all(PARTICLES.fullmatch(word) for word in small)


def split_names(text: str) -> list[str]:
    """The names in "A, B and C"; an empty list where one of them cannot be a name."""
    names: list[str] = []
    text = text.rstrip(" ,;|")
    pieces = re.split(r"\s*;\s*", text) if ORGANISATION.search(text) else BETWEEN_NAMES.split(text)
    for piece in filter(None, pieces):
        if names and SUFFIX.match(piece):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece.removeprefix("the "))
    return names if all(looks_like_name(name) for name in names) else []


def read_byline(text: str) -> tuple[list[CopyContribution], list[str]]:
    """The contributions a line credits, and what is left of it; both empty if it credits none."""
    if len(text) > 400:
        return [], []
    several = _read_credits([piece for piece in NEXT_CREDIT.split(text) if piece])
    return several if several[0] else _read_credits([text])


def _read_credits(pieces: list[str]) -> tuple[list[CopyContribution], list[str]]:
    found: list[CopyContribution] = []
    left: list[str] = []
    for piece in pieces:
        others = OTHERS.search(piece)
        credited, source = _read_credit(OTHERS.sub("", piece))
        if not credited:
            return [], []
        found += [one for one in credited if one not in found]
        left += [words.strip(" ,") for words in (source, others and others[0]) if words]
    return found, left


def _read_credit(text: str) -> tuple[list[CopyContribution], str]:
    match = BYLINE.match(text)
    if not match:
        return [], ""
    words = (match["credit"] or match["label"] or "").replace(",", " ").lower().split()
    words = [word for word in words if word not in SMALL_WORDS]
    roles = [ROLE_WORDS.get(word) or ROLE_WORDS.get(word.removesuffix("s")) for word in words]
    names = split_names(match["names"] or match["labelled"])
    if not all(roles):
        return [], ""
    credited = [
        CopyContribution(role, name) for role in roles or [Role.AUTHOR] if role for name in names
    ]
    return credited, match["source"] or ""
