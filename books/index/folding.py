"""Text as it is searched and sorted: without case, accents or punctuation, on any database."""

import re
import unicodedata

# Marks on Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Those of Indian
# scripts are letters in all but name, and stay.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]")
# Letters that Unicode takes for letters of their own, and readers for accented ones.
PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
# Chinese, Japanese and Korean are written without spaces: each character counts as a word.
IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{IDEOGRAPH}]|(?:(?![{IDEOGRAPH}_])[\w\u0900-\u0dff])+")
LONGEST_WORD = 40
LONGEST_KEY = 300
ARTICLES = frozenset("a an the el la los las un una le les une der die das ein eine".split())


def words_of(text: str) -> list[str]:
    """The words of a text in their order, folded, and no longer than any is searched for."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", folded).translate(PLAIN))
    return [word[:LONGEST_WORD] for word in WORD.findall(plain)]


def sort_key(text: str) -> bytes:
    """What a title or name sorts by: its folded words, without an article before others.

    Bytes, since every database collates text in a way of its own.
    """
    first, *others = words_of(text) or [""]
    words = others if others and first in ARTICLES else [first, *others]
    return " ".join(words).encode()[:LONGEST_KEY]
