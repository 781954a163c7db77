import pytest

from home.covers.cover import paint
from home.covers.lettering import break_lines, fit, width_of
from home.covers.motifs import MOTIFS
from home.covers.palettes import PALETTES


@pytest.mark.parametrize("motif", MOTIFS)
def test_a_cover_is_the_same_each_time(motif):
    words = ("Kwaidan", ["Lafcadio Hearn"], motif, PALETTES["ink"], "Small Hours 2")
    assert paint(*words).tobytes() == paint(*words).tobytes()


def test_another_title_makes_another_ornament():
    first, second = (
        paint(title, [], "tiles", PALETTES["sea"], "").crop((0, 0, 1200, 1200)).tobytes()
        for title in ("Walden", "Herland")
    )
    assert first != second


def test_lines_break_between_words_and_stay_within_the_measure():
    lines = break_lines("A Vindication of the Rights of Woman", 80, 700)
    assert " ".join(lines) == "A Vindication of the Rights of Woman"
    assert all(width_of(line, 80) <= 700 for line in lines)


def test_a_long_title_is_set_smaller():
    assert fit("Voyages and " * 12, 1000, 300, largest=150)[0] < fit("Walden", 1000, 300, 150)[0]
