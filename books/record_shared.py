"""The records of what books share: contributors, subjects and series, each with a page of its own.

Types only, like `books.record`.
"""

from uuid import UUID

from pydantic import BaseModel

from books.codes import ContributorKind
from books.record import Shelf
from books.record_blocks import Image, Text


class ContributorRecord(BaseModel):
    """All that is public about a contributor."""

    id: int
    reference: UUID
    name: str
    sort_name: str
    kind: ContributorKind
    path: str
    orcid: str
    website: str
    bio: Text
    photo: Image | None


class SubjectRecord(BaseModel):
    """A shelf of the website; `ancestors` are those above it, from the top."""

    id: int
    name: str
    path: str
    ancestors: list[Shelf]
    bisac: str
    thema: str
    keyword: str
    description: Text


class SeriesRecord(BaseModel):
    """A named run of books."""

    id: int
    name: str
    path: str
    issn: str
    description: Text
