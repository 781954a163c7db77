"""What clients read: a catalogue with every block, and the demo; and what they print of each."""

from datetime import date

from books.codes import Form, UnpricedReason
from books.models import BookPage, Format, Price
from home.demo.files import read, read_books
from tests.factories import ContributorFactory, make_book, make_picture

SEED_TITLE = "In Defense of Small Producers"
READ = """\
3 books: paperback 3, spiral 1
Kwaidan: formats 1, prices 29.95 USD
Flatland: formats 1, prices 29.95 USD
Everything: formats 2, prices 29.95 USD / contact_supplier
Everything, by Ada Writer
paragraph: All of it.
heading: A heading
quotation: I quote. (Chapter 1)
video: https://video.example.com/1
links: Sources: https://example.com/source
image: A map, 60 × 90
matter: Preface, page vii
part: Part I: One, Two
chapter: Three, page 9
text: And more.
contributor: Ada Writer: She wrote.
bio: B. Writer: He wrote.
endorsement: Good. (A. Friend)
review: Very good. (The Review, 2021-03-01)
"""


def assert_demo(printed: str) -> None:
    """The demo's public paperbacks, from Z to A, then all of the last."""
    books, translated = read_books(), read("spanish.toml")["books"]
    paperbacks = [
        books[slug]["title"]
        for slug in [*books, *translated]
        if {"draft", "password", "go_live_at"}.isdisjoint(books[slug])
        and "paperback" in [format_["form"] for format_ in books[slug]["formats"]]
    ]
    count, *lines = printed.splitlines()
    titles = [line.rpartition(": formats")[0] for line in lines[: len(paperbacks) + 1]]
    assert sorted(titles) == sorted([*paperbacks, SEED_TITLE])
    assert titles[0] > titles[-1]
    assert count.startswith(f"{len(titles)} books: paperback {len(titles)},")
    assert lines[len(titles)].startswith(f"{titles[-1]}, by ")
    assert lines[len(titles) + 1].startswith("paragraph: ")


def plant_catalogue() -> BookPage:
    """Three books, the first of them by title with every block; that one."""
    ada = ContributorFactory(name="Ada Writer", bio="<p>She wrote.</p>")
    make_book("Flatland", contributor=ada)
    make_book("Kwaidan", contributor=ada)
    book = make_book(
        "Everything",
        contributor=ada,
        description=[*DESCRIPTION, ("image", figure())],
        contents=CONTENTS,
        author_bio=[("contributor", {"contributor": ada, "text": ""}), BIO],
        praise=PRAISE,
    )
    unpriced = Price(amount=None, unpriced_reason=UnpricedReason.CONTACT_SUPPLIER)
    spiral = Format(form=Form.SPIRAL, prices=[unpriced])
    book.formats = [*book.formats.all(), spiral]
    book.save_revision().publish()
    return book


def figure() -> dict[str, object]:
    return {"image": make_picture("Map"), "alt": "A map", "caption": ""}


DESCRIPTION = [
    ("paragraph", "<p>All of it.</p>"),
    ("heading", "A heading"),
    ("quotation", {"text": "I quote.", "source": "Chapter 1"}),
    ("video", {"url": "https://video.example.com/1", "title": "A film"}),
    (
        "links",
        {"title": "Sources", "links": [{"text": "One", "url": "https://example.com/source"}]},
    ),
]
CONTENTS = [
    ("matter", {"title": "Preface", "page": "vii"}),
    ("part", {"title": "Part I", "chapters": [{"title": "One"}, {"title": "Two"}]}),
    ("chapter", {"title": "Three", "page": "9"}),
    ("text", "<p>And more.</p>"),
]
BIO = ("bio", {"name": "B. Writer", "text": "<p>He wrote.</p>"})
PRAISE = [
    ("endorsement", {"quotation": "Good.", "person": "A. Friend"}),
    ("review", {"quotation": "Very good.", "source": "The Review", "date": date(2021, 3, 1)}),
]
