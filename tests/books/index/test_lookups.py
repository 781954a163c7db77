import pytest

from books.index.folding import folded
from books.models import Contributor
from tests.factories import ContributorFactory

pytestmark = pytest.mark.django_db

NAMES = [
    *("Charlotte Brontë", "ÉLISE ÁRPÁD", "Søren Łódź", "Æsop Œuvres", "Straße", "Κώστας ΟΔΟΣ"),
    *(
        "Flann O\u2019Brien",
        "Ngũgĩ wa Thiong\u02bco",
        "Nguyễn Du",
        "İpek Ilgaz",
        "Ёлкин",
        "ﬁrst ＡＢＣ",
    ),
    *("שָׁלוֹם", "كِتَاب", "हिन्दी", "村上春樹", "한강", "Plain", "100%_"),
]


@pytest.mark.parametrize("name", NAMES)
def test_each_database_folds_as_we_do(name):
    ContributorFactory(name=name)
    ContributorFactory(name="Other")
    (found,) = Contributor.objects.filter(name__folded=folded(name))
    assert found.name == name
    assert Contributor.objects.filter(name__folded__contains=folded(name)[1:]).get() == found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bronte", "Charlotte Brontë"),
        ("CHARLOTTE BRONTË", "Charlotte Brontë"),
        ("soren", "Søren Łódź"),
        ("o'brien", "Flann O\u2019Brien"),
        ("strasse", "Straße"),
        ("елкин", "Ёлкин"),
    ],
)
def test_what_is_typed_without_accents_finds_those_with(typed, name):
    ContributorFactory(name=name)
    assert Contributor.objects.get(name__folded__contains=folded(typed)).name == name
    assert not Contributor.objects.filter(name__folded__contains=folded(f"{typed}x"))
