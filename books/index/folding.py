"""Text as it is searched and sorted: without case, accents or punctuation, on any database."""

import re
import unicodedata

# Marks on Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Those of Indian
# scripts are letters in all but name, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
# Letters that Unicode takes for letters of their own, and readers for accented ones.
PLAIN = str.maketrans("øđłħ\u0131", "odlhi") | {ord("æ"): "ae", ord("œ"): "oe"}
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


def words_of(text: str) -> list[str]:
    """The words of a text in their order, folded, and no longer than any is searched for."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", folded).translate(PLAIN))
    return [word[:LONGEST_WORD] for word in WORD.findall(plain)]


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
