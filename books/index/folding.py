"""Text as it is searched and sorted: without case, accents or punctuation, on any database."""

import re
import unicodedata

# Marks on Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Those of Indian
# scripts are letters in all but name, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
# Letters that Unicode takes for letters of their own, and readers for accented ones; what case
# folding makes of others; quotes that a keyboard does not have. Apostrophes come last, and have no
# counterpart: they are left out, as readers leave them out.
APOSTROPHES = "'`\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07\u00b4"
LETTERS = ("øđłħ\u0131\u03c2\u201c\u201d" + APOSTROPHES, 'odlhi\u03c3""')
LIGATURES = {"æ": "ae", "œ": "oe", "ß": "ss"}
PLAIN = str.maketrans(
    dict(zip(*LETTERS, strict=False)) | LIGATURES | dict.fromkeys(APOSTROPHES, "")
)
# Chinese, Japanese and Korean are written without spaces: each character counts as a word.
IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{IDEOGRAPH}]|(?:(?![{IDEOGRAPH}_])[\w\u0900-\u0dff])+")
# Between the parts of what may be written as one word: O'Brien, l'amour, e-book.
JOINT = re.compile(f"(?<=\\w)[{APOSTROPHES}\u2010\u2011-](?=\\w)")
SPLIT = re.compile(f"[{APOSTROPHES}]")
LONGEST_WORD = 40
LONGEST_KEY = 300
ARTICLES = {
    "en": {"a", "an", "the"},
    "es": {"el", "la", "los", "las", "un", "una"},
    "fr": {"le", "la", "les", "un", "une"},
    "de": {"der", "die", "das", "ein", "eine"},
}


def folded(text: str) -> str:
    """The text without case, accents and apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    letters = ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", letters.translate(PLAIN))


def words_of(text: str) -> list[str]:
    """The words of a text in their order, folded, and no longer than any is searched for.

    An apostrophe parts two words: in French, "l'amour" is to be found by "amour".
    """
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(SPLIT.sub(" ", text)))]


def spellings_of(text: str) -> list[str]:
    """The words by which a text is found: also "obrien" for "O'Brien", "ebook" for "e-book"."""
    words, joined = words_of(text), JOINT.sub("", text)
    return (
        words
        if joined == text
        else [*words, *(each for each in words_of(joined) if each not in words)]
    )


def words_to_sort(text: str) -> list[str]:
    """The words of a name or title where an apostrophe parts none."""
    return words_of(SPLIT.sub("", text))


def name_key(text: str) -> bytes:
    """What a name sorts by: folded words, as bytes, since databases collate text differently."""
    return " ".join(words_to_sort(text)).encode()[:LONGEST_KEY]


def title_key(text: str, language: str = "") -> bytes:
    """The same for a title: without the article that it begins with in its language."""
    first, *others = words_to_sort(text) or [""]
    words = others if others and first in ARTICLES.get(language, ()) else [first, *others]
    return " ".join(words).encode()[:LONGEST_KEY]


def title_keys(text: str) -> set[bytes]:
    """By what a title may be sorted, in whatever language it is."""
    return {title_key(text, language) for language in ("", *ARTICLES)}
