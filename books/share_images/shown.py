"""What a book's share image shows: some words of its record, and the file of its cover."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from books.codes import Role
from books.images import jpegs_of
from books.record import BookRecord

# Raised whenever the drawing changes: all images are then drawn again.
DESIGN = 1
# The narrowest rendition in which a cover is sharp at the size it is drawn.
WIDTH = 640
MOST_BYLINES = 2


@dataclass(frozen=True)
class Shown:
    """`cover` is the name of a JPEG file in the storage; a name is never given twice, with `made`
    telling apart what Wagtail makes again."""

    title: str
    subtitle: str
    bylines: tuple[str, ...]
    publisher: str
    cover: str = ""
    made: int | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of all that makes the image look as it does."""
        content = json.dumps([DESIGN, asdict(self)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def shown_by(record: BookRecord, cover: Any | None) -> Shown:
    """`cover` is the picture that the record names, with its renditions, where there is one."""
    jpeg = jpeg_of(cover)
    return Shown(
        title=record.title,
        subtitle=record.subtitle,
        bylines=bylines_of(record),
        publisher=record.publisher.name,
        cover=jpeg.file.name if jpeg else "",
        made=jpeg.pk if jpeg else None,
    )


def jpeg_of(cover: Any | None) -> Any | None:
    jpegs = jpegs_of(cover) if cover else []
    return next((each for each in jpegs if each.width >= WIDTH), jpegs[-1] if jpegs else None)


def bylines_of(record: BookRecord) -> tuple[str, ...]:
    """Authors by their names alone, as on a title page; others with what they did."""
    by_role: dict[Role, list] = {}
    for contribution in record.contributions:
        by_role.setdefault(contribution.role, []).append(contribution)
    lines = [
        ("" if role == Role.AUTHOR else f"{credits[0].byline} ")
        + ", ".join(each.name for each in credits)
        for role, credits in by_role.items()
    ]
    return tuple(lines[:MOST_BYLINES])
