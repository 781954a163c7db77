"""The reader of marketing copy: text in, understanding out."""

import itertools
import random
import re
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest

from books.codes import Availability, DatePrecision, Form, Role, UnpricedReason
from books.imports.book_copy import BookCopy, CopyError
from books.imports.copy import read_copy

HEAD = "Rivers of Iron\n\nSix Crossings\n\nBy Ada Writer\n\n"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def words_of(value: object) -> set[str]:
    """All words that an understanding holds, those of its codes included."""
    if isinstance(value, dict):
        return set().union(*(words_of(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(set(), *(words_of(each) for each in value))
    if isinstance(value, Role):
        return {*words(value.byline), *words(str(value.label))}
    if isinstance(value, Enum):
        return set(words(str(value.label)))
    return set(words(str(value)))


def titles(copy: BookCopy) -> list[tuple[str, str]]:
    return [(entry.kind, entry.title) for entry in copy.contents]


def test_title_subtitle_and_tagline_stand_above_the_byline():
    copy = read_copy("A Title\n\nA Subtitle\nA tagline\n\nBy Ada Writer\n")

    assert (copy.title, copy.subtitle, copy.tagline) == ("A Title", "A Subtitle", "A tagline")
    assert copy.unplaced == []


def test_a_subtitle_behind_a_colon_is_parted_from_the_title():
    copy = read_copy("A Title: A Subtitle\n\nBy Ada Writer\n")

    assert (copy.title, copy.subtitle) == ("A Title", "A Subtitle")


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        (
            "By A. Bee, Cee Dee and Eff Gee",
            [("author", n) for n in ("A. Bee", "Cee Dee", "Eff Gee")],
        ),
        ("BY: ADA WRITER", [("author", "ADA WRITER")]),
        ("Edited by Ann Lee & Bo Ek", [("editor", "Ann Lee"), ("editor", "Bo Ek")]),
        ("Edited and translated by Ann Lee", [("editor", "Ann Lee"), ("translator", "Ann Lee")]),
        (
            "Translated by Ann Lee; with a foreword by Bo Ek",
            [("translator", "Ann Lee"), ("foreword", "Bo Ek")],
        ),
        ("By Ann Lee, illustrated by Bo Ek", [("author", "Ann Lee"), ("illustrator", "Bo Ek")]),
        (
            "With an introduction by Ludwig van Beethoven",
            [("introduction", "Ludwig van Beethoven")],
        ),
        ("Editors: Ann Lee, Jr., Bo Ek", [("editor", "Ann Lee, Jr."), ("editor", "Bo Ek")]),
        (
            "By Department of Food and Agriculture",
            [("author", "Department of Food and Agriculture")],
        ),
    ],
)
def test_bylines_credit_any_number_of_people(line, credited):
    copy = read_copy(f"A Title\n{line}\n")

    assert [(each.role.value, each.name) for each in copy.contributions] == credited
    assert copy.unplaced == []


@pytest.mark.parametrize("role", Role)
def test_every_role_is_known_by_its_byline(role):
    copy = read_copy(f"A Title\n{role.byline} Ada Writer\n")

    assert [(each.role, each.name) for each in copy.contributions] == [(role, "Ada Writer")]


def test_a_sentence_that_begins_with_by_is_no_byline():
    copy = read_copy(HEAD + "By turns funny and sad, this is a life in letters from the river.\n")

    assert [each.name for each in copy.contributions] == ["Ada Writer"]
    assert len(copy.description) == 1


def test_a_person_credited_twice_in_one_role_is_one_contribution():
    copy = read_copy("A Title\nBy Ada Writer\nBy Ada Writer and Bo Ek\n")

    assert [each.name for each in copy.contributions] == ["Ada Writer", "Bo Ek"]


@pytest.mark.parametrize(
    ("line", "form", "amount", "currency"),
    [
        ("Paperback $29.95", Form.PAPERBACK, "29.95", "USD"),
        ("Hardback EUR 35,00", Form.HARDBACK, "35.00", "EUR"),
        ("Hardcover: 1.234,50 €", Form.HARDBACK, "1234.50", "EUR"),
        ("Paperback £12.99", Form.PAPERBACK, "12.99", "GBP"),
        ("EPUB CAD 19.95", Form.EPUB, "19.95", "CAD"),
        ("Audiobook – US$1,200", Form.AUDIOBOOK, "1200", "USD"),
        ("Kindle\u00a0C$9.99", Form.KINDLE, "9.99", "CAD"),
    ],
)
def test_prices_come_in_any_sign_or_code(line, form, amount, currency):
    copy = read_copy(f"A Title\nBy Ada Writer\n{line}\n")

    (format_,) = copy.formats
    assert format_.form == form
    assert [(p.amount, p.currency) for p in format_.prices] == [(Decimal(amount), currency)]


def test_a_bare_dollar_is_the_publishers_own():
    copy = read_copy("A Title\nPaperback $20\n", dollar="CAD")

    assert copy.formats[0].prices[0].currency == "CAD"


def test_details_stand_on_the_line_of_the_format_or_below_it():
    copy = read_copy(
        "A Title\nHardback $60 ISBN 978-0-14-043944-1 / PDF Free\nPaperback $20 | C$25\n"
        "ISBN: 0-306-40615-2\nPublished May 2012\n320 pages\nForthcoming\n\nBy Ada Writer\n"
    )

    hardback, pdf, paperback = copy.formats
    assert hardback.isbn == "9780140439441"
    assert pdf.prices[0].unpriced_reason == UnpricedReason.FREE
    assert paperback.isbn == "9780306406157"
    assert [price.currency for price in paperback.prices] == ["USD", "CAD"]
    assert (paperback.published_on, paperback.precision) == (date(2012, 5, 1), DatePrecision.MONTH)
    assert hardback.pages == 320
    assert paperback.availability == Availability.FORTHCOMING
    assert copy.unplaced == []


def test_a_wrong_isbn_is_reported():
    copy = read_copy("A Title\nBy Ada Writer\nPaperback $20 ISBN 978-0-14-043944-9\n")

    assert copy.formats[0].isbn == ""
    assert "978-0-14-043944-9" in copy.unplaced[0].text


def test_a_form_named_twice_is_one_format_and_a_second_price_is_reported():
    copy = read_copy("A Title\nBy Ada Writer\nPaperback $20\nPaperback £12\nPaperback $25\n")

    (paperback,) = copy.formats
    assert [price.currency for price in paperback.prices] == ["USD", "GBP"]
    assert [line.text for line in copy.unplaced] == ["Paperback $25"]


def test_page_furniture_sets_switches_and_is_no_content():
    copy = read_copy(
        HEAD + "Are you a student?\n\nRequest Exam Copy\n\nJoin our newsletter and save 10%.\n"
    )

    assert copy.student_offer == "Are you a student?"
    assert copy.exam_copy == "Request Exam Copy"
    assert copy.newsletter == "Join our newsletter and save 10%."
    assert copy.description == []


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "‣", "◦", "·", "\u2022\u00a0", "+"])
def test_bullets_of_any_kind_make_chapters(bullet):
    copy = read_copy(HEAD + f"{bullet} Preface\n{bullet} Setting Out\n  {bullet} Index\n")

    assert titles(copy) == [("matter", "Preface"), ("chapter", "Setting Out"), ("matter", "Index")]


def test_numbers_and_page_numbers_are_taken_off_the_titles():
    copy = read_copy(
        HEAD + "Contents\n\nPreface ...... vii\n1. Setting Out .... 3\nChapter 2: Ferries\t40\n"
    )

    assert titles(copy) == [
        ("matter", "Preface"),
        ("chapter", "Setting Out"),
        ("chapter", "Ferries"),
    ]
    assert [entry.page for entry in copy.contents] == ["vii", "3", "40"]


def test_parts_hold_the_chapters_beneath_them():
    copy = read_copy(
        HEAD + "Contents\n• Introduction\nPart One: The Water\n• Ice\n• Mud\n\nPart II\n"
        "• Bridges\n• Index\n"
    )

    introduction, one, two, index = copy.contents
    assert (introduction.kind, index.kind) == ("matter", "matter")
    assert (one.kind, one.title) == ("part", "Part One: The Water")
    assert [chapter.title for chapter in one.chapters] == ["Ice", "Mud"]
    assert (two.title, [chapter.title for chapter in two.chapters]) == ("Part II", ["Bridges"])


def test_chapter_authors_are_read_where_most_chapters_have_them():
    copy = read_copy(HEAD + "• Ice — Ann Lee and Bo Ek\n• Mud — Cee Dee\n• Index\n")

    assert [(e.title, e.contributors) for e in copy.contents] == [
        ("Ice", "Ann Lee and Bo Ek"),
        ("Mud", "Cee Dee"),
        ("Index", ""),
    ]


def test_one_title_with_a_by_in_it_is_a_title():
    copy = read_copy(HEAD + "• Death by Black Water\n• Step by Step\n• Ice – Mud Season\n")

    assert [(e.title, e.contributors) for e in copy.contents] == [
        ("Death by Black Water", ""),
        ("Step by Step", ""),
        ("Ice – Mud Season", ""),
    ]


def test_names_below_a_chapter_are_its_authors():
    copy = read_copy(HEAD + "• Ice\n  Ann Lee and Bo Ek\n• Mud\n  Cee Dee\n")

    assert [(e.title, e.contributors) for e in copy.contents] == [
        ("Ice", "Ann Lee and Bo Ek"),
        ("Mud", "Cee Dee"),
    ]


def test_bios_go_to_the_contributors_they_name():
    copy = read_copy(
        "A Title\nBy José Núñez and Ann Lee\n\nAbout the Authors\n\n"
        "José Núñez builds bridges and writes about those who cross them.\n\n"
        "Ann Lee\nShe teaches history in a harbour town, and she swims there.\n"
    )

    assert [bio.name for bio in copy.bios] == ["José Núñez", "Ann Lee"]
    assert all(len(bio.paragraphs) == 1 for bio in copy.bios)


def test_a_quotation_with_its_attribution_is_praise():
    copy = read_copy(HEAD + '“A book for winter.”\n— Ann Lee, author of Snow\n\n"Good!" – Bo Ek\n')

    assert [(e.quotation, e.person, e.source) for e in copy.endorsements] == [
        ("A book for winter.", "Ann Lee", "author of Snow"),
        ("Good!", "Bo Ek", ""),
    ]


def test_buttons_are_reported_and_never_content():
    copy = read_copy(
        HEAD + "A long river runs through this book and never once stops.\n\nAdd to cart\n"
    )

    assert [(line.number, line.text) for line in copy.unplaced] == [(9, "Add to cart")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_line_ends_and_odd_spaces_are_normal(encoding):
    text = "Río\u00a0Grande\r\n\r\nBy\u00a0Ana Núñez \u00a0 \r\n\r\n• Uno – dos\r\n• Tres\r\n"

    copy = read_copy(text.encode(encoding))

    assert copy.title == "Río Grande"
    assert copy.contributions[0].name == "Ana Núñez"
    assert titles(copy) == [("chapter", "Uno – dos"), ("chapter", "Tres")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\xc2\xa0\n",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"A Title\x00\nBy Ada Writer\n",
        b"noise\n",
        b"---\n---\n",
        b"By Ada Writer\nPaperback $20\n",
        b"\xe2\x80\xa2 One\n\xe2\x80\xa2 Two\n",
        b"A Title\n\nNothing that belongs to a book.\n",
        b"A Title\nBy Ada Writer\n" + b"x" * 1_000_000,
        ("A" * 300 + "\nBy Ada Writer\n").encode(),
        b"A Title\n" + b"By Ada Writer\n" * 6_000,
    ],
)
def test_what_is_no_book_copy_gets_one_clear_error(data):
    with pytest.raises(CopyError) as error:
        read_copy(data)

    assert str(error.value)
    assert "\n" not in str(error.value)


LINES = [
    "By Bo Ek, Cee Dee and Eff Gee",
    "With a foreword by Ann Lee",
    "Translated from the Spanish by Ann Lee",
    "Paperback $29.95",
    "Hardback EUR 35.00",
    "EPUB CAD 19.95 with a surprise",
    "ISBN 9780140439441",
    "ISBN 9780140439449",
    "320 pages",
    "Forthcoming",
    "Are you a student?",
    "Request Exam Copy",
    "Subscribe to our newsletter and take 10% off.",
    "A long sentence about rivers, iron and those who cross them by night.",
    "A short heading",
    "• Acronyms",
    "• Setting Out",
    "  • Mud — Ann Lee",
    "- Ferries by Bo Ek",
    "3. Bridges",
    "Part One: The Water",
    "Index",
    "Bo Ek",
    "Ann Lee lives by the sea, where she writes about boats and weather.",
    "“A book for winter.”",
    "— Ann Lee, author of Snow",
    "Add to cart",
    "<b>Bold</b> & more",
    "Zzz zzz",
]
OPENERS = {"contents", "about", "the", "author", "praise", "description"}
DROPPED = {"3", "isbn", "pages", "and"}


@pytest.mark.parametrize("seed", range(150))
def test_every_line_is_placed_or_reported_in_whatever_order(seed):
    chance = random.Random(seed)
    sections = ["Contents", "About the Author", "Praise", "Description"]
    chosen = chance.sample(LINES, k=chance.randint(4, len(LINES)))
    chosen += chance.sample(sections, k=chance.randint(0, 3))
    chance.shuffle(chosen)
    gaps = (chance.choice(["\n", "\n\n"]) for _ in itertools.count())
    text = "".join(
        f"{line}{gap}"
        for line, gap in zip(["A Title", "By Ada Writer", *chosen], gaps, strict=False)
    )

    found = words_of(asdict(read_copy(text)))

    lost = [line for line in chosen if not set(words(line)) - DROPPED - OPENERS <= found]
    assert lost == []
