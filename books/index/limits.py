"""How much of a text is searched for, wherever it was typed.

Each word costs a lookup of its own, and a single character may fold into four words. For people
the words beyond the limit are ignored: what they typed stays in the box, and what is found has
all the words before it. A program is refused instead (`config.front`), as it would not notice.
"""

from books.index.folding import words_of

MOST_CHARACTERS = 200
MOST_WORDS = 20


def get_search_words(text: str) -> list[str]:
    """Return the words to search for: folded, each once, and no more than the limit."""
    return distinct_words(text[:MOST_CHARACTERS])[:MOST_WORDS]


def has_too_many_words(text: str) -> bool:
    return len(distinct_words(text)) > MOST_WORDS


def distinct_words(text: str) -> list[str]:
    return list(dict.fromkeys(words_of(text)))


def cut_search(text: str) -> str:
    """Return the beginning of a text within the limits, for engines that find words themselves.

    They may take a sign that is no word for one, so it counts too.
    """
    parts: dict[str, None] = {}
    words: set[str] = set()
    for part in text[:MOST_CHARACTERS].split():
        words.update(words_of(part) or [part])
        if len(words) > MOST_WORDS:
            break
        parts[part] = None
    return " ".join(parts or get_search_words(text))
