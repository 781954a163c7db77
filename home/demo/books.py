"""Makes the demo's books: one change each, and none that is there already."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any

from tqdm import tqdm
from wagtail.models import PageViewRestriction

from books.codes import DatePrecision, UnpricedReason
from books.imports.copy import read_copy
from books.imports.copy_draft import import_copy
from books.models import (
    BookIndexPage,
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    Format,
    Price,
    RelatedBook,
    Series,
    Subject,
)
from books.prices import GONE
from books.publishing.changes import one_change
from home.covers.cover import draw_cover
from home.demo import streams
from home.demo.files import SEED_COPY, read, read_books
from home.demo.samples import add_sample, make_sample

# Nobody's address, by RFC 2606.
BOOKSHOP = "https://bookshop.example/books/"
PRECISIONS = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}
PLAIN_FIELDS = (
    "title",
    "subtitle",
    "tagline",
    "language",
    "series_number",
    "edition_number",
    "edition_note",
    "rights",
    "licence",
    "keywords",
    "offers_exam_copies",
    "in_student_offer",
)


def make_books(index: BookIndexPage) -> list[str]:
    there = set(BookPage.objects.values_list("slug", flat=True))
    books = read_books()
    missing = [slug for slug in in_order(books) if slug not in there]
    for slug in tqdm(missing, desc="Books", unit="book", disable=None):
        with one_change():
            make_book(index, slug, books[slug])
    made = len(missing) + make_seed_book(index, there)
    return [f"{made} books"] if made else []


def in_order(books: dict[str, dict[str, Any]]) -> Iterable[str]:
    """The slugs, each after those of its related books."""
    return TopologicalSorter(
        {slug: data.get("related", []) for slug, data in books.items()}
    ).static_order()


def make_seed_book(index: BookIndexPage, there: set[str]) -> int:
    """The one book that comes in as publishers send it: from a page of marketing copy."""
    if SEED_COPY.stem in there:
        return 0
    with one_change():
        book = import_copy(read_copy(SEED_COPY.read_bytes()), index).book
        dress_seed_book(book, read("seed.toml"))
        book.save_revision().publish()
    return 1


def dress_seed_book(book: BookPage, data: dict[str, Any]) -> None:
    """What no copy tells: the cover, the subjects, and more about its format."""
    book.cover = draw_cover(book.title, names_on_cover(book), data["cover"])
    book.cover_alt = data["cover"]["alt"]
    book.book_subjects = [BookSubject(subject=subject) for subject in ordered(Subject, data)]
    format_ = book.formats.first()
    for name, value in format_fields(data["format"]).items():
        setattr(format_, name, value)
    book.formats = [format_]


def make_book(index: BookIndexPage, slug: str, data: dict[str, Any]) -> None:
    book = BookPage(slug=slug, live=False, **{k: data[k] for k in PLAIN_FIELDS if k in data})
    credit(book, data)
    book.series = Series.objects.get(slug=data["series"]) if "series" in data else None
    book.book_subjects = [BookSubject(subject=subject) for subject in ordered(Subject, data)]
    book.related_books = [RelatedBook(book=other) for other in related(data)]
    formats = [make_format(each) for each in data["formats"]]
    add_sample(formats, make_sample(book, slug, names_on_cover(book)))
    book.formats = formats
    book.description = streams.texts(data["description"])
    book.contents = streams.contents(data.get("contents", []))
    book.praise = streams.praise(data.get("praise", []))
    series_line = f"{book.series} {book.series_number}".strip() if book.series else ""
    book.cover = draw_cover(book.title, names_on_cover(book), data["cover"], series_line)
    book.cover_alt = data["cover"]["alt"]
    book.go_live_at = data.get("go_live_at")
    index.add_child(instance=book)
    release(book, data)


def release(book: BookPage, data: dict[str, Any]) -> None:
    """Publishes the book, now or at its hour and for whom it is meant, unless it is a draft."""
    if password := data.get("password"):
        kind = PageViewRestriction.PASSWORD
        PageViewRestriction.objects.create(page=book, restriction_type=kind, password=password)
    revision = book.save_revision()
    if not data.get("draft"):
        revision.publish()


def credit(book: BookPage, data: dict[str, Any]) -> None:
    """`contributors` holds tables with `who`, `role` and perhaps `credited_as`, in order."""
    slugs = [entry["who"] for entry in data["contributors"]]
    people = {person.slug: person for person in Contributor.objects.filter(slug__in=slugs)}
    book.contributions = [
        Contribution(
            contributor=people[entry["who"]],
            role=entry["role"],
            credited_as=entry.get("credited_as", ""),
            sort_order=position,
        )
        for position, entry in enumerate(data["contributors"])
    ]
    book.author_bio = [
        ("contributor", {"contributor": people[slug], "text": ""}) for slug in dict.fromkeys(slugs)
    ]


def names_on_cover(book: BookPage) -> list[str]:
    """The names of those whom the first contribution's role names."""
    everyone = list(book.contributions.all())
    return [each.name for each in everyone if each.role == everyone[0].role]


def ordered(model: type[Subject], data: dict[str, Any]) -> list[Subject]:
    there = {subject.slug: subject for subject in model.objects.filter(slug__in=data["subjects"])}
    return [there[slug] for slug in data["subjects"]]


def related(data: dict[str, Any]) -> list[BookPage]:
    slugs = data.get("related", [])
    there = {book.slug: book for book in BookPage.objects.filter(slug__in=slugs)}
    return [there[slug] for slug in slugs]


def make_format(data: dict[str, Any]) -> Format:
    format_ = Format(**format_fields(data))
    if format_.availability not in GONE:
        format_.buy_link = f"{BOOKSHOP}{format_.isbn or format_.form}"
    format_.prices = [make_price(each) for each in data["prices"]]
    return format_


def format_fields(data: dict[str, Any]) -> dict[str, Any]:
    """`trim` is width by height in millimetres, `date` as much of a date as is known."""
    fields = {key: value for key, value in data.items() if key not in ("prices", "trim", "date")}
    if "trim" in data:
        fields["width"], fields["height"] = map(int, data["trim"].split("x"))
    if "date" in data:
        fields["published_on"] = date.fromisoformat((data["date"] + "-01-01")[:10])
        fields["published_on_precision"] = PRECISIONS[len(data["date"])]
    return fields


def make_price(text: str) -> Price:
    """A price from "USD 18.95", from "CAD 24.95 CA" with a country, or from a reason for none."""
    if text in UnpricedReason.values:
        return Price(unpriced_reason=text)
    currency, amount, *country = text.split()
    return Price(currency=currency, amount=Decimal(amount), territory="".join(country))
