"""Text as it is searched and sorted: without case, accents or punctuation, on any database."""

import re
import unicodedata

# Marks on Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Those of Indian
# scripts are letters in all but name, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
# Letters that Unicode takes for letters of their own, and readers for accented ones; what case
# folding makes of others; quotes that a keyboard does not have.
LETTERS = ("øđłħ\u0131\u03c2\u2018\u2019\u201c\u201d", "odlhi\u03c3''\"\"")
LIGATURES = {"æ": "ae", "œ": "oe", "ß": "ss"}
PLAIN = str.maketrans(dict(zip(*LETTERS, strict=True)) | LIGATURES)
# Chinese, Japanese and Korean are written without spaces: each character counts as a word.
IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{IDEOGRAPH}]|(?:(?![{IDEOGRAPH}_])[\w\u0900-\u0dff])+")
LONGEST_WORD = 40
LONGEST_KEY = 300
ARTICLES = {
    "en": {"a", "an", "the"},
    "es": {"el", "la", "los", "las", "un", "una"},
    "fr": {"le", "la", "les", "un", "une"},
    "de": {"der", "die", "das", "ein", "eine"},
}


def folded(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    letters = ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", letters.translate(PLAIN))


def words_of(text: str) -> list[str]:
    """The words of a text in their order, folded, and no longer than any is searched for."""
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(text))]


def name_key(text: str) -> bytes:
    """What a name sorts by: folded words, as bytes, since databases collate text differently."""
    return " ".join(words_of(text)).encode()[:LONGEST_KEY]


def title_key(text: str, language: str = "") -> bytes:
    """The same for a title: without the article that it begins with in its language."""
    first, *others = words_of(text) or [""]
    words = others if others and first in ARTICLES.get(language, ()) else [first, *others]
    return " ".join(words).encode()[:LONGEST_KEY]


def title_keys(text: str) -> set[bytes]:
    """By what a title may be sorted, in whatever language it is."""
    return {title_key(text, language) for language in ("", *ARTICLES)}
