"""Dates as far as they are known, in the reader's words."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from books.codes import DatePrecision

FORMATS = {
    DatePrecision.DAY: "DATE_FORMAT",
    DatePrecision.MONTH: "YEAR_MONTH_FORMAT",
    DatePrecision.YEAR: "Y",
}


def in_words(day: date | str, precision: str) -> str:
    """ "2 January 2020", "January 2020" or "2020"; a text is ISO 8601, cut to what is known."""
    if isinstance(day, str):
        day = date.fromisoformat((day + "-01-01")[:10])
    return date_format(day, FORMATS[DatePrecision(precision)])


def day_ahead(day: dict[str, Any] | None) -> str:
    """A record's date in words, if it is still ahead as far as it is known."""
    today = timezone.localdate().isoformat()
    if not day or day["date"] <= today[: len(day["date"])]:
        return ""
    return in_words(day["date"], DatePrecision(day["precision"]))
