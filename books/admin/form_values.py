"""Values of a form, as Wagtail 8.0 reads them from a request: what no browser sends is refused.

Wagtail takes for granted that its scripts have written them, and fails over all others.
"""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Model
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ListBlock, StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

# PostgreSQL stores no NUL; half a character of two halves (a surrogate) has no encoding at all.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# What Draftail's converter raises for JSON that is no content state, and for what is no JSON.
NO_CONTENT_STATE = (
    *(ValueError, TypeError, AttributeError, LookupError, RecursionError),
    ExporterException,
)

Read = Callable[..., Any]

read_text = DraftailRichTextArea.value_from_datadict
get_instance = BaseChooser.get_instance


def connect() -> None:
    DraftailRichTextArea.value_from_datadict = read_storable_text
    BaseChooser.get_instance = get_instance_if_any
    for block in (BaseStreamBlock, ListBlock, BaseTypedTableBlock):
        block.value_from_datadict = refuse_unsound_rows(block.value_from_datadict)


def read_storable_text(widget: DraftailRichTextArea, data: Any, files: Any, name: str) -> Any:
    """In JSON there can be characters that no form has otherwise."""
    try:
        html = read_text(widget, data, files, name)
    except NO_CONTENT_STATE as error:
        raise BadRequest(f"{name!r} is no rich text.") from error
    return html and UNSTORABLE.sub(REPLACEMENT, html)


def refuse_unsound_rows(read: Read) -> Read:
    """Counts and places are whole numbers, no place is taken twice, and ids can be stored."""

    @wraps(read)
    def read_rows(block: Any, data: Any, files: Any, prefix: str) -> Any:
        try:
            value = read(block, data, files, prefix)
        except (ValueError, TypeError, LookupError) as error:
            raise BadRequest(f"{prefix!r} has no sound rows.") from error
        if any(UNSTORABLE.search(child.id or "") for child in rows_with_ids(value)):
            raise BadRequest(f"{prefix!r} has a row whose id cannot be stored.")
        return value

    return read_rows


def rows_with_ids(value: Any) -> Iterable[StreamValue.StreamChild | ListValue.ListChild]:
    if isinstance(value, ListValue):
        return value.bound_blocks
    return value if isinstance(value, StreamValue) else ()


def get_instance_if_any(chooser: BaseChooser, value: Any) -> Model | None:
    """The field says that nothing was chosen; its form is shown again, with no choice."""
    try:
        return get_instance(chooser, value)
    except (ValueError, TypeError):
        return None
