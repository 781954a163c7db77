import pytest

from books.index.folding import folded, name_key, spellings_of, title_key, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Él Niño", ["el", "nino"]),
        ("Straße, ŒUVRES & Łódź", ["strasse", "oeuvres", "lodz"]),
        ("rock-'n'-roll_x 1984", ["rock", "n", "roll", "x", "1984"]),
        ("ﬁrst ＡＢＣ", ["first", "abc"]),
        ("שָׁלוֹם كِتَاب", ["שלום", "كتاب"]),
        ("हिन्दी किताब", ["हिन्दी", "किताब"]),
        ("日本語 한국", ["日", "本", "語", "한", "국"]),
        ("", []),
        ("!?", []),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize("mark", "'’‘ʼʻ`´′＇")
def test_an_apostrophe_parts_and_joins(mark):
    assert spellings_of(f"Flann O{mark}Brien") == ["flann", "o", "brien", "obrien"]
    assert spellings_of(f"L{mark}Amour, d{mark}abord") == [
        *("l", "amour", "d", "abord"),
        *("lamour", "dabord"),
    ]
    assert name_key(f"O{mark}Brien, Flann") == name_key("OBrien, Flann") == b"obrien flann"
    assert title_key(f"Don{mark}t Look", "en") == title_key("Dont Look", "en")


def test_a_hyphen_parts_and_joins():
    assert spellings_of("An e-book") == ["an", "e", "book", "ebook"]
    assert spellings_of("rock-'n'-roll") == ["rock", "n", "roll"]
    assert folded("O’Brien & D'Arcy `x`") == "obrien & darcy x"


def test_titles_sort_without_the_article_of_their_language():
    assert title_key("The Sea", "en") == title_key("Sea", "en") == b"sea"
    assert title_key("Die Hard", "en") == b"die hard"
    assert title_key("Die Verwandlung", "de") == b"verwandlung"
    assert title_key("The", "en") == b"the"
    assert name_key("Le Guin, Ursula K.") == b"le guin ursula k"


def test_keys_fit_into_an_index():
    assert len(title_key("ﷺ" * 255)) <= 300
