import pytest

from books.index.limits import MOST_WORDS, cut_search, get_search_words, has_too_many_words

MANY = [f"word{number}" for number in range(30)]


def test_each_word_is_searched_for_once_up_to_the_limit():
    assert get_search_words("Rose rose ROSÉ is a rose") == ["rose", "is", "a"]
    assert get_search_words(" ".join(MANY)) == MANY[:MOST_WORDS]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(MANY),
        "-".join(MANY),
        "'".join(MANY),
        " ".join(f"{letter} {letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
        " ".join(f'"{letter}"' for letter in "abcdefghijklmnopqrstuvwxyz"),
        "".join(map(chr, range(0x4E00, 0x4E00 + 30))),
        "".join(map(chr, range(0x3300, 0x3350))),
        " ".join(f"{letter}\u0301" for letter in "abcdefghijklmnopqrstuvwxyz"),
        " ".join(f"{letter}\u2044{letter}x" for letter in "abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_too_many_words_are_cut(text):
    assert has_too_many_words(text)
    assert not has_too_many_words(cut_search(text))
    assert len(get_search_words(text)) == MOST_WORDS
    assert get_search_words(text)[0] in get_search_words(cut_search(text))


@pytest.mark.parametrize(
    "text",
    [
        *("\ufdfa" * 200, "a" * 8000, "x " * 4000, "e\u0301" * 100, "\u0301" * 200, "½" * 200),
        *("'" * 200, '"' * 200, "- " * 100, "", " ", "o'brien " * 20, "\ud7a3" * 200),
    ],
)
def test_what_is_one_word_again_and_again_is_few(text):
    assert not has_too_many_words(text[:200])
    assert len(cut_search(text)) <= 200
    assert len(cut_search(text).split()) <= MOST_WORDS


def test_signs_count_as_words_where_an_engine_may_take_them_for_such():
    assert len(cut_search(" ".join(map(chr, range(0x2190, 0x21F0)))).split()) == MOST_WORDS


def test_what_people_type_stays_as_it_is():
    for text in ("The Origin of Species", "978-0-14-043944-1", "l'amour fou", "e-book"):
        assert cut_search(text) == text
