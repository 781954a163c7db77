"""Whether the stored publications were made by this version of the code, or by another."""

import hashlib
from pathlib import Path

from books.models import Numbering

BOOKS = Path(__file__).resolve().parent.parent
# What stands in these only reads publications, or makes drafts.
NO_PART_IN_IT = (
    *("admin", "api", "channels", "exam_copies", "head", "imports", "listing", "management"),
    *("migrations", "pictures", "share_images", "submissions", "templatetags"),
    *("amount_inputs.py", "amounts.py", "citing.py", "details.py", "feeds.py", "memory.py"),
    *("prices.py", "routing.py", "sitemaps.py", "sites.py", "statements.py"),
    *("stored_records.py", "task_queue.py", "unfinished.py", "urls.py", "views.py"),
)


def current_shape() -> str:
    """The SHA-256 of the code that makes records and index entries."""
    digest = hashlib.sha256()
    for path in sorted(BOOKS.rglob("*.py")):
        name = path.relative_to(BOOKS)
        if name.parts[0] not in NO_PART_IN_IT:
            digest.update(f"{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether nothing is stored yet, or all of it by this code."""
    numbering = Numbering.objects.filter(pk=1).first()
    return numbering is None or numbering.shape == current_shape()


def remember() -> None:
    Numbering.objects.filter(pk=1).update(shape=current_shape())
