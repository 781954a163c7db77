"""Spreadsheets in which nothing that a reader or an author wrote is run, or breaks the file.

Wagtail 8.0 writes CSV cells as they are, so that a spreadsheet program runs those that begin like
a formula, and fails in XLSX over control characters and over more than a cell can hold. All its
exports (reports, listings, submissions of forms) and those of modeladmin go through one mixin,
which is mended here.
"""

import re
import unicodedata
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What makes a spreadsheet program take a cell of a CSV file for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# What XML 1.0 has no way to write (section 2.2), half a surrogate pair among it.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Characters in one cell, as Excel counts them: in UTF-16.
LONGEST_CELL = 32767

preprocess_unguarded = SpreadsheetExportMixin.preprocess_field_value
get_heading_unguarded = SpreadsheetExportMixin.get_heading


def guard_exports() -> None:
    """Makes each cell of an export a plain one that every program can read."""
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.get_heading = get_heading


def preprocess_field_value(
    self: SpreadsheetExportMixin, field: str, value: Any, export_format: str
) -> Any:
    cell = preprocess_unguarded(self, field, value, export_format)
    if not isinstance(cell, str):
        return cell
    return plain_cell(cell, is_csv=export_format == self.FORMAT_CSV)


def get_heading(self: SpreadsheetExportMixin, queryset: Any, field: str) -> str:
    """In XLSX as in CSV: of a heading, Wagtail does not say that it is no formula."""
    return plain_cell(get_heading_unguarded(self, queryset, field), is_csv=True)


def plain_cell(text: str, is_csv: bool) -> str:
    """The text as a cell; an apostrophe in front says in a CSV file that it is no formula."""
    text = cut(ILLEGAL.sub("", text))
    formula = unicodedata.normalize("NFKC", text[:1]).startswith(FORMULA)
    return f"'{text}" if is_csv and formula else text


def cut(text: str) -> str:
    encoded = text.encode("utf-16-le")
    return encoded[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
