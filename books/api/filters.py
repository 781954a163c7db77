"""The query parameters that choose books, and the publications they choose."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from books.api.problems import bad_parameter, refused
from books.codes import Availability, Form, Language, Role
from books.identifiers import clean_currency, clean_isbn
from books.index import find
from books.index.counts import COUNTED, Counts

ANY_OF = "Repeat it for any of several."


def an_isbn(text: str) -> str:
    try:
        return clean_isbn(text)
    except ValueError as error:
        raise refused(
            "This is not an ISBN: 10 or 13 digits, with hyphens or without; check its last digit."
        ) from error


def a_currency(text: str) -> str:
    try:
        return clean_currency(text)
    except ValueError as error:
        raise refused("Give a currency by its three letters (ISO 4217), such as USD.") from error


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refused("Give a day as in 2026-03-31 (ISO 8601).") from error


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
ISBN = Annotated[str, Field(max_length=40, examples=["978-0-14-043944-1"]), AfterValidator(an_isbn)]
Day = Annotated[date, BeforeValidator(a_day)]
Currency = Annotated[str, Field(examples=["USD"]), AfterValidator(a_currency)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal("99999999.999"), decimal_places=3)]


class BookFilters(Schema):
    contributor: list[Id] = Field([], max_length=50, description=f"By contributor id. {ANY_OF}")
    role: list[Role] = Field(
        [],
        max_length=50,
        description=f"Together with `contributor`: in this role. {ANY_OF}",
    )
    subject: list[Id] = Field(
        [], max_length=50, description=f"By subject id, or an id of what it stands under. {ANY_OF}"
    )
    series: list[Id] = Field([], max_length=50, description=f"By series id. {ANY_OF}")
    form: list[Form] = Field([], max_length=50, description=f"By the form of a format. {ANY_OF}")
    language: list[Language] = Field([], max_length=50, description=f"Of the text. {ANY_OF}")
    availability: list[Availability] = Field(
        [], max_length=50, description=f"Of a format (of `form`, where that is given). {ANY_OF}"
    )
    published_after: Day = Field(None, description="First published on this day or later.")
    published_before: Day = Field(None, description="First published on this day or earlier.")
    price_min: Amount = Field(
        None, description="A price of a format (of `form`, where that is given) in `currency`."
    )
    price_max: Amount = Field(None, description="As `price_min`.")
    currency: Currency = Field(None, description="Has a price in this currency (ISO 4217).")
    isbn: ISBN = Field(None, description="With 10 or 13 digits, hyphens or none.")
    slug: str = Field(None, min_length=1, max_length=255, description="The last part of `path`.")
    locale: str = Field(None, min_length=2, max_length=35, description="Of the page: `en`, `es` …")
    has_exam_copy: bool = Field(None, description="Whether teachers can ask for an exam copy.")
    search: str = Field(
        None,
        min_length=1,
        max_length=200,
        description="Words, or the beginnings of words, in title, subtitle, contributors, ISBN,"
        " subjects, series, keywords, description and contents; accents, case and apostrophes do"
        " not matter.",
    )

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The conditions that there are."""
        return self.model_dump(exclude_defaults=True)

    def apply(self, rows: QuerySet) -> QuerySet:
        """Of these publications, those that meet all conditions; a search has one more."""
        if self.currency is None and (self.price_min is not None or self.price_max is not None):
            raise bad_parameter("currency", "Say in which currency the price is.")
        for name, values in self.terms():
            if values:
                rows = find.with_term(rows, name, values)
        rows = self.in_time(rows)
        rows = find.with_offer(
            rows, self.form, self.availability, self.currency, self.price_min, self.price_max
        )
        if self.has_exam_copy is False:
            with_copies = find.with_term(rows, "exam_copy", ["yes"])
            rows = rows.exclude(pk__in=with_copies.values("pk"))
        return rows

    @cached_property
    def single(self) -> tuple[str, str] | None:
        """The one term and value that there is, if books are counted by it."""
        if len(self.asked) != 1:
            return None
        (name, given), *_ = self.asked.items()
        values = {given} if isinstance(given, str) else {*given} if isinstance(given, list) else ()
        return (name, str(*values)) if name in COUNTED and len(values) == 1 else None

    def count_stored(self, counts: Counts) -> int | None:
        """How many meet them, if that is known without looking: of no condition, or of one."""
        if self.single:
            return counts.books(*self.single)
        return None if self.asked else counts.books()

    def terms(self) -> list[tuple[str, list]]:
        credits = [f"{pk} {role}" for pk in self.contributor for role in self.role]
        return [
            ("credit", credits),
            ("contributor", [] if credits else self.contributor),
            ("role", [] if credits else self.role),
            ("subject", self.subject),
            ("series", self.series),
            ("language", self.language),
            ("isbn", [self.isbn] if self.isbn else []),
            ("slug", [self.slug] if self.slug else []),
            ("locale", [self.locale] if self.locale else []),
            ("exam_copy", ["yes"] if self.has_exam_copy else []),
        ]

    def in_time(self, rows: QuerySet) -> QuerySet:
        """A book without a publication date is neither before nor after any day."""
        if self.published_after:
            rows = rows.filter(sort_date__gte=self.published_after)
        if self.published_before:
            rows = rows.filter(sort_date__lte=self.published_before, sort_date__gt=date.min)
        return rows
