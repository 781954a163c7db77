"""Two versions side by side: where Wagtail's own comparison says too little or too much."""

import json
import re
from functools import partial
from html import unescape
from typing import Any

from django.db.models import ForeignObjectRel, Model
from django.utils.functional import Promise
from wagtail.admin.compare import (
    M2MFieldComparison,
    StreamFieldComparison,
    register_comparison_class,
)
from wagtail.fields import StreamField

from books.admin.row_forms import RowsPanel

# What the editor of rich text adds when it opens a text.
BLOCK_KEY = re.compile(r'\s*data-block-key="[^"]*"')


class WordedStreamComparison(StreamFieldComparison):
    """A stream has changed if it says something else, not if it is only written otherwise."""

    def has_changed(self) -> bool:
        return said_by(self.val_a) != said_by(self.val_b)


def said_by(stream: Any) -> Any:
    return json.loads(json.dumps(stream.get_prep_value(), default=str), object_hook=without_ids)


def without_ids(part: dict[str, Any]) -> dict[str, Any]:
    return {
        name: unescape(BLOCK_KEY.sub("", value)) if isinstance(value, str) else value
        for name, value in part.items()
        if name != "id"
    }


class LinesComparison(M2MFieldComparison):
    """Inline objects within inline ones, each as one line: which were added, which are gone."""

    def __init__(self, field: ForeignObjectRel, label: str | Promise, a: Model, b: Model) -> None:
        self.label = label
        self.val_a, self.val_b = (
            [each.in_full for each in getattr(version, field.related_name).all()]
            for version in (a, b)
        )

    def field_label(self) -> str | Promise:
        return self.label


class LinesPanel(RowsPanel):
    """An inline panel for objects that can say `in_full` what there is to them."""

    class BoundPanel(RowsPanel.BoundPanel):
        def get_comparison(self) -> list[partial]:
            return [partial(LinesComparison, self.panel.db_field, self.heading)]


register_comparison_class(StreamField, comparison_class=WordedStreamComparison)
