"""The plain words and their ONIX codes."""

import re

import pytest

from books import codes

LISTS = {
    codes.Role: r"[A-Z]\d\d",
    codes.Form: r"[A-Z]{2}(/[A-Z]\d{3})?",
    codes.Availability: r"\d\d",
    codes.UnpricedReason: r"\d\d",
    codes.DatePrecision: r"\d\d",
    codes.AwardResult: r"\d\d",
    codes.Language: r"[a-z]{3}",
}


@pytest.mark.parametrize("choices", LISTS, ids=lambda choices: choices.__name__)
def test_every_choice_has_one_code_of_its_list(choices):
    given = [choice.onix for choice in choices]
    assert len(set(given)) == len(given)
    assert [code for code in given if not re.fullmatch(LISTS[choices], code)] == []


def test_every_role_has_its_words_on_a_title_page():
    assert codes.Role.EDITOR.byline == "Edited by"
    assert all(role.byline for role in codes.Role)
