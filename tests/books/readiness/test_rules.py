"""What a book lacks, for whom; one test for each rule, each from a book that lacks nothing."""

from datetime import date
from decimal import Decimal

import pytest

from books.codes import Form, Role
from books.models import BookPage, BookSubject, Contribution, Format, Price
from books.readiness.gaps import Channel, ready_channels
from books.readiness.rules import gaps_of
from tests.factories import ContributorFactory, SubjectFactory, make_book, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> BookPage:
    return make_book(
        isbn="9780140439441",
        subject=SubjectFactory(bisac="BUS068000"),
        cover=make_picture(),
        cover_alt="A ship",
        search_description="A voyage.",
    )


def codes(book: BookPage) -> list[str]:
    return [gap.code for gap in gaps_of(book)]


def test_a_complete_book_is_ready_everywhere(book):
    assert gaps_of(book) == []
    assert all(ready_channels([]).values())


def test_what_something_else_stands_in_for_is_no_gap(book):
    """The description for the meta description, "Cover of …" for the cover's words."""
    book.search_description = book.cover_alt = ""
    assert gaps_of(book) == []


def test_one_gap_is_one_line_for_all_its_channels(book):
    stranger = ContributorFactory(name="A Stranger")
    book.author_bio = [("contributor", {"contributor": stranger, "text": ""})] * 2
    book.formats = [Format(form=Form.EPUB), Format(form=Form.EPUB)]
    lines = [gap.message for gap in gaps_of(book)]
    assert len(lines) == len(set(lines)) == 4


def test_a_channel_is_ready_without_what_is_only_advisable(book):
    book.cover = None
    (gap,) = gaps_of(book)
    assert not gap.needed
    assert all(ready_channels([gap]).values())
    book.formats = [Format(form=Form.EPUB, isbn="9780140439441", published_on=date(2026, 1, 1))]
    assert [gap.code for gap in gaps_of(book) if gap.needed] == ["no_price"]
    ready = ready_channels(gaps_of(book))
    assert [channel for channel in Channel if ready[channel]] == [Channel.SEARCH_ENGINES]


def test_a_book_of_nothing_lacks_all_that_it_can():
    assert codes(BookPage(title="Nothing")) == [
        "no_contributor",
        "no_cover",
        "no_description",
        "no_format",
        "no_subject",
    ]


@pytest.mark.parametrize(
    ("field", "value", "code", "channels"),
    [
        ("cover", None, "no_cover", "website onix search_engines"),
        ("description", [], "no_description", "website api onix search_engines"),
        ("search_description", "x" * 161, "long_search_description", "search_engines"),
    ],
)
def test_an_empty_field_is_a_gap_of_its_channels(book, field, value, code, channels):
    setattr(book, field, value)
    (gap,) = gaps_of(book)
    assert (gap.code, gap.field, " ".join(gap.channels)) == (code, field, channels)


@pytest.mark.parametrize(
    "description",
    [
        [("heading", "Alone")],
        [("paragraph", "")],
    ],
)
def test_a_description_without_words_is_empty(book, description):
    book.description = description
    assert codes(book) == ["no_description"]


@pytest.mark.parametrize(
    "blocks",
    [
        [("paragraph", "<p>Words</p>"), ("heading", "Last")],
        [("heading", "Last"), ("heading", "Second"), ("paragraph", "<p>Words</p>")],
    ],
)
def test_a_heading_needs_text_below_it(book, blocks):
    book.description = blocks
    (gap,) = gaps_of(book)
    assert gap.code == "heading_order"
    assert "“Last”" in gap.message


def test_whoever_has_a_bio_is_to_be_credited(book):
    stranger = ContributorFactory(name="A Stranger")
    book.author_bio = [("contributor", {"contributor": stranger, "text": ""})]
    (gap,) = gaps_of(book)
    assert gap.code == "bio_without_contributor"
    assert "A Stranger" in gap.message


def test_a_writer_has_a_bio_here_or_of_their_own(book):
    silent = ContributorFactory(name="Silent Writer", bio="")
    book.contributions = [Contribution(contributor=silent)]
    (gap,) = gaps_of(book)
    assert (gap.code, gap.field) == ("contributor_without_bio", "author_bio")
    assert "Silent Writer" in gap.message
    book.author_bio = [("contributor", {"contributor": silent, "text": "<p>Here.</p>"})]
    assert codes(book) == []
    book.author_bio = []
    book.contributions = [Contribution(contributor=silent, role=Role.TRANSLATOR)]
    assert codes(book) == []


def test_a_format_has_an_isbn_a_date_and_a_price(book):
    book.formats = [Format(form=Form.EPUB)]
    assert codes(book) == ["no_isbn", "no_date", "no_price"]
    assert all("EPUB" in gap.message for gap in gaps_of(book))


def test_an_amount_has_a_currency(book):
    format_ = book.formats.first()
    format_.prices = [Price(amount=Decimal(12))]
    book.formats = [format_]
    assert codes(book) == ["price_without_currency"]
    format_.prices = [Price(unpriced_reason="free")]
    book.formats = [format_]
    assert codes(book) == []


def test_one_of_the_subjects_has_a_code(book):
    book.book_subjects = [BookSubject(subject=SubjectFactory())]
    (gap,) = gaps_of(book)
    assert (gap.code, list(gap.channels)) == ("no_subject_code", [Channel.ONIX])


def test_entries_that_nobody_was_chosen_for_yet_are_none(book):
    book.contributions = [Contribution()]
    book.book_subjects = [BookSubject()]
    assert codes(book) == ["no_contributor", "no_subject"]
