"""What a page of marketing copy says about one book, as typed values."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from books.codes import Availability, DatePrecision, Form, Role, UnpricedReason
from books.models.format import date_with_precision
from books.money import format_amount


class CopyError(ValueError):
    """The text is no book copy, or cannot become a book; the message is for its owner."""


@dataclass(frozen=True)
class CopyContribution:
    role: Role
    name: str


@dataclass(frozen=True)
class CopyPrice:
    """An amount in an ISO 4217 currency, or the reason why there is none."""

    amount: Decimal | None = None
    currency: str = ""
    unpriced_reason: UnpricedReason | None = None

    @property
    def in_full(self) -> str:
        return "" if self.amount is None else format_amount(self.amount, self.currency)


@dataclass
class CopyFormat:
    form: Form
    isbn: str = ""
    prices: list[CopyPrice] = field(default_factory=list)
    pages: int | None = None
    published_on: date | None = None
    precision: DatePrecision = DatePrecision.DAY
    availability: Availability | None = None

    @property
    def published(self) -> str:
        """The publication date, as far as it is known: `2012-11-06`, `2012-11` or `2012`."""
        day = self.published_on
        return date_with_precision(day, self.precision) if day else ""


@dataclass
class CopyText:
    """One piece of the description: a paragraph, a heading (one line) or a bulleted list."""

    kind: str
    lines: list[str]


@dataclass
class CopyEntry:
    """One line of the contents; only a part has chapters."""

    kind: str
    title: str
    subtitle: str = ""
    contributors: str = ""
    page: str = ""
    chapters: list["CopyEntry"] = field(default_factory=list)


@dataclass
class CopyBio:
    """A bio under a name; the name is empty where the copy gives none."""

    name: str
    paragraphs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CopyEndorsement:
    quotation: str
    person: str
    source: str = ""


@dataclass(frozen=True)
class UnplacedLine:
    """A line, or what was left of one, that has no place in the book."""

    number: int
    text: str


@dataclass
class BookCopy:
    title: str
    subtitle: str = ""
    tagline: str = ""
    contributions: list[CopyContribution] = field(default_factory=list)
    formats: list[CopyFormat] = field(default_factory=list)
    description: list[CopyText] = field(default_factory=list)
    contents: list[CopyEntry] = field(default_factory=list)
    bios: list[CopyBio] = field(default_factory=list)
    endorsements: list[CopyEndorsement] = field(default_factory=list)
    student_offer: str = ""
    exam_copy: str = ""
    newsletter: str = ""
    unplaced: list[UnplacedLine] = field(default_factory=list)

    @property
    def entry_count(self) -> int:
        """Parts, chapters and matter, at any depth."""
        return len(self.contents) + sum(len(entry.chapters) for entry in self.contents)
