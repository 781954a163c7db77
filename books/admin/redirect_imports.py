"""Redirects imported from a table: a row without one of its two addresses is told of.

Wagtail 8.0 fails over a short row, makes a redirect to nowhere of one whose target is empty, and
fails as well when an import is confirmed for a second time.
"""

from typing import Any

from django.forms import Field
from django.http import Http404
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.tmp_storages import TempFolderStorage

REQUIRED = Field.default_error_messages["required"]

create_redirects = views.create_redirects_from_dataset
read_file = TempFolderStorage.read


def connect() -> None:
    views.create_redirects_from_dataset = create_from_whole_rows
    TempFolderStorage.read = read_if_there


def create_from_whole_rows(dataset: list[list], config: dict[str, Any]) -> dict[str, Any]:
    """Blank lines, such as many tables end with, are no rows."""
    rows = [row for row in dataset if any(row)]
    columns = (config["from_index"], config["to_index"])
    halves = [cells for row in rows if not all(cells := [cell(row, i) for i in columns])]
    whole = [row for row in rows if all(cell(row, i) for i in columns)]
    summary = create_redirects(whole, config)
    errors = [*summary["errors"], *([*cells, REQUIRED] for cells in halves)]
    return summary | {"errors": errors, "errors_count": len(errors), "total": len(rows)}


def cell(row: list, column: int) -> Any:
    return row[column] if column < len(row) and row[column] else ""


def read_if_there(file: TempFolderStorage, *args: Any) -> Any:
    try:
        return read_file(file, *args)
    except FileNotFoundError as error:
        raise Http404("It has been imported already.") from error
