"""The slugs that the public knew: noted as what is published under another, or withdrawn."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from books.models import FormerSlug
from books.publishing.shared import SHARED


def note_former_slugs(changed: Iterable[tuple[Any, str, str]]) -> None:
    """`changed` has, for each publication, its key, and its record before and after.

    What was never public has no record: nothing of it is noted. A thing that is withdrawn may
    come back under another slug; one that comes back to a slug needs no way to it.
    """
    for key, before, after in changed:
        if key.kind in SHARED and (old := slug_in(before)) != (new := slug_in(after)):
            here = {"kind": key.kind, "object_id": key.object_id}
            FormerSlug.objects.filter(**here, slug=new).delete()
            if old:
                FormerSlug.objects.update_or_create(
                    kind=key.kind, slug=old, defaults={"object_id": key.object_id}
                )


def slug_in(record: str) -> str:
    """The last part of the record's path; nothing where there is no record, or a damaged one."""
    try:
        path = json.loads(record)["path"]
    except (ValueError, KeyError):
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
