"""Spreadsheets in which nothing that a reader or an author wrote is run as a formula."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What makes a spreadsheet program take a cell of a CSV file for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PlainSpreadsheet(SpreadsheetExportMixin):
    """Wagtail itself stores texts as texts in XLSX; in CSV an apostrophe has to say so."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        cell = super().preprocess_field_value(field, value, export_format)
        if not isinstance(cell, str):
            return cell
        if export_format == self.FORMAT_CSV:
            return f"'{cell}" if cell.startswith(FORMULA) else cell
        return ILLEGAL_CHARACTERS_RE.sub("", cell)
