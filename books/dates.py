"""Dates as far as they are known, in the reader's words."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from books.codes import Availability, DatePrecision

# When what does not expire expires: a database compares it without a second condition for NULL.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
FORMATS = {
    DatePrecision.DAY: "DATE_FORMAT",
    DatePrecision.MONTH: "YEAR_MONTH_FORMAT",
    DatePrecision.YEAR: "Y",
}


def first_day_of(day: date | str) -> date:
    """The first day that a date may mean; a text is ISO 8601, cut to what is known.

    This is the one rule of what is out and what is to come: a date is ahead until the first day of
    the period that it names. A book of “November 2026” is forthcoming up to 31 October, and out
    from 1 November on, whatever day was typed with it. Pages, cards and channels ask
    `is_ahead()`; lists, searches and feeds go by the publication's `sort_date`, which is that day.
    """
    return day if isinstance(day, date) else date.fromisoformat((day + "-01-01")[:10])


def is_ahead(day: date | str) -> bool:
    return first_day_of(day) > timezone.localdate()


def in_words(day: date | str, precision: str) -> str:
    """ "2 January 2020", "January 2020" or "2020"; a text is ISO 8601, cut to what is known."""
    return date_format(first_day_of(day), FORMATS[DatePrecision(precision)])


def day_ahead(day: dict[str, Any] | None) -> str:
    """A record's date in words, if it is still ahead as far as it is known."""
    if not day or not is_ahead(day["date"]):
        return ""
    return in_words(day["date"], DatePrecision(day["precision"]))


def availability_today(availability: str, day: str | None) -> Availability:
    """What is said to be available is forthcoming as long as its date is ahead."""
    stated = Availability(availability)
    if stated == Availability.AVAILABLE and day and is_ahead(day):
        return Availability.FORTHCOMING
    return stated
