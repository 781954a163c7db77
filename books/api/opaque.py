"""Cursors as clients see them: values in a form that promises nothing about its contents."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any


def to_opaque(values: Any) -> str:
    text = json.dumps(values, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_opaque(text: str) -> Any:
    """Raises ValueError for what no cursor can be."""
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except RecursionError as error:
        raise ValueError(text) from error
