"""Record → index entry: all by which a publication is found, filtered, counted and sorted."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple

from books.dates import NEVER
from books.index.folding import name_key, spellings_of, title_key
from books.record import BookRecord, Format
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord

# PostgreSQL holds a megabyte of words in one row; a book of 300 pages has as many different ones.
MOST_WORDS = 6000


class Term(NamedTuple):
    """One value by which a publication can be filtered; a thing is named in `label`."""

    name: str
    value: str
    label: str = ""


class Offer(NamedTuple):
    """One format at one of its prices; a format without a price has neither amount nor currency."""

    form: str
    availability: str
    currency: str = ""
    amount: str | None = None


class Words(NamedTuple):
    """The folded words of a publication, from where a match means most to where it means least."""

    title: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    shelves: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


NO_WORDS = Words()


@dataclass(frozen=True)
class Entry:
    """`site_id`, `sort_date` and `expires` are those of the publication, by which a search finds
    it."""

    site_id: int | None = None
    sort_date: date = date.min
    expires: datetime = NEVER
    title_key: bytes = b""
    author_key: bytes = b""
    terms: tuple[Term, ...] = ()
    offers: tuple[Offer, ...] = ()
    words: Words = NO_WORDS

    @property
    def digest(self) -> str:
        """Empty for what is not indexed at all."""
        if self == NO_ENTRY:
            return ""
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()


NO_ENTRY = Entry()


def entry_of_book(record: BookRecord, site_id: int, sort_date: date) -> Entry:
    first = record.contributions[0].contributor.sort_name if record.contributions else ""
    return Entry(
        site_id=site_id,
        sort_date=sort_date,
        title_key=title_key(record.title, record.language),
        author_key=name_key(first),
        terms=tuple(sorted(set(terms_of(record)))),
        offers=tuple(sorted({*offers_of(record.formats)}, key=str)),
        words=words_in(record),
    )


def entry_of_shared(record: ContributorRecord | SubjectRecord | SeriesRecord) -> Entry:
    """Contributors sort by their sort name, and are found by it; others by their name.

    The letter is the one they stand under in an index from A to Z.
    """
    sort_name = getattr(record, "sort_name", record.name)
    words = Words(title=distinct([record.name, sort_name]))
    key = name_key(sort_name)
    letter = key.decode(errors="ignore")[:1].upper()
    terms = (Term("letter", letter),) if letter else ()
    return Entry(title_key=key, terms=terms, words=words)


def entry_of_page(title: str, texts: Iterable[str], language: str, site_id: int | None) -> Entry:
    """A page that is no book: found by its title and by what it says."""
    return Entry(
        site_id=site_id,
        title_key=title_key(title, language),
        terms=(Term("locale", language),),
        words=Words(title=distinct([title]), text=distinct(texts)),
    )


def terms_of(record: BookRecord) -> Iterator[Term]:
    """A book stands on the shelves of all its subjects and of what those stand under."""
    yield Term("locale", record.locale)
    yield Term("slug", record.slug)
    yield Term("path", path_value(record.path))
    yield Term("language", record.language)
    for credit in record.contributions:
        yield Term("role", credit.role)
        if credit.contributor.id:
            yield Term("contributor", str(credit.contributor.id), credit.contributor.name)
            yield Term("credit", f"{credit.contributor.id} {credit.role}")
    for subject in record.subjects:
        for shelf in (*subject.ancestors, subject):
            yield Term("subject", str(shelf.id), shelf.name)
    if record.series:
        yield Term("series", str(record.series.id), record.series.name)
    if record.exam_copy:
        yield Term("exam_copy", "yes")
    for format_ in record.formats:
        yield Term("form", format_.form)
        yield Term("availability", format_.availability)
        if format_.isbn:
            yield Term("isbn", format_.isbn)
    if day := first_day(record):
        yield Term("year", day[:4])


def first_day(record: BookRecord) -> str:
    """When the first format was or will be published, as far as that is known; ISO 8601."""
    return min((each.published_on.date for each in record.formats if each.published_on), default="")


def path_value(path: str) -> str:
    """A path as a term: addresses can be longer than what a database indexes."""
    return hashlib.sha256(path.encode()).hexdigest()


def offers_of(formats: Iterable[Format]) -> Iterator[Offer]:
    for format_ in formats:
        yield Offer(format_.form, format_.availability)
        for price in format_.prices:
            if price.amount is not None:
                yield Offer(format_.form, format_.availability, price.currency, price.amount)


def words_in(record: BookRecord) -> Words:
    names = [
        name
        for credit in record.contributions
        for name in (credit.name, credit.contributor.name, credit.contributor.sort_name)
    ]
    shelves = [
        word
        for subject in record.subjects
        for word in (subject.name, subject.keyword, *(above.name for above in subject.ancestors))
    ]
    series = [record.series.name] if record.series else []
    isbns = [format_.isbn for format_ in record.formats]
    return Words(
        title=distinct([record.title, record.subtitle]),
        people=distinct(names),
        shelves=distinct([*shelves, *series, *record.keywords, *isbns]),
        text=distinct([record.tagline, *streams_of(record)]),
    )


def streams_of(record: BookRecord) -> Iterator[str]:
    """What stands in the book's description and contents."""
    for block in (*record.description, *record.contents):
        yield from strings_of(block.model_dump(mode="json")["value"])


def strings_of(value: object) -> Iterator[str]:
    """The texts within a block's value; of rich text the plain text, of an image its words."""
    match value:
        case str():
            yield value
        case {"html": str(), "text": str(text)}:
            yield text
        case {"renditions": _, "alt": str(alt)}:
            yield alt
        case dict():
            for name, part in value.items():
                if name != "url":
                    yield from strings_of(part)
        case list():
            for part in value:
                yield from strings_of(part)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of some texts, each once, in the order of the alphabet."""
    return tuple(sorted({word for text in texts for word in spellings_of(text)})[:MOST_WORDS])
