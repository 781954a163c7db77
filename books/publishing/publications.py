"""Record → publication: compares what is stored with what is public, and numbers the changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page

from books.index import counts
from books.index.entries import Term
from books.index.rows import write_entries
from books.models import Numbering, Publication, PublicationTerm, PublicationUse
from books.models.publication import PublicationQuerySet, last_expiry
from books.publishing.faces import (
    PAGE_KINDS,
    Face,
    Key,
    Kind,
    faces_of_pages,
    faces_of_things,
)
from books.publishing.former_slugs import note_former_slugs
from books.publishing.shape import current_shape
from books.publishing.shared import SHARED
from books.queries import readable

# Sent within the change, with the ids of the `public` books and of the `withdrawn` ones.
books_changed = Signal()
# Sent after the commit of every change that took numbers, in the process that made it.
numbers_given = Signal()

WITHDRAWN = Face(digest="")
FACE = ("digest", "record", "site_id", "path", "sort_date", "expires")
FIELDS = ("number", "changed_at", *FACE)


@dataclass(frozen=True)
class Drift:
    """A publication that does not say what is public."""

    key: Key
    stored: Publication | None
    face: Face

    @property
    def record_before(self) -> str:
        return self.stored.record if self.stored else ""

    @property
    def expires_otherwise(self) -> bool:
        return self.stored is not None and self.stored.expires != self.face.expires

    @property
    def reason(self) -> str:
        if self.stored is None:
            return "is missing"
        if not self.face.digest:
            return "should be withdrawn"
        if is_current(self.stored, self.face):
            return "is not indexed as it should be"
        return "is out of date" if self.stored.digest else "is withdrawn, and should not be"


def refresh_pages(ids: Collection[int]) -> int:
    """Bring the publications of these pages up to date; returns how many changed.

    Must run inside a transaction, in which it holds the numbering until the commit: what it
    reads is then what the last publisher committed. Raises RecordError.
    """
    lock_numbering()
    stored = stored_pages(ids)
    return store(stored, faces_of_pages(ids))


def refresh_things(kind: str, ids: Collection[int]) -> int:
    """The same for contributors, subjects, series, settings or redirects."""
    lock_numbering()
    return store(stored_things(kind, ids), faces_of_things(kind, ids))


def withdraw_unreadable(ids: Collection[int]) -> int:
    """Withdraw at once what of these pages can no longer be read, however many there are."""
    lock_numbering()
    readable_ids = set(readable(Page.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    rows = stored_pages(set(ids) - readable_ids)
    return store({key: row for key, row in rows.items() if not row.withdrawn}, {})


def stored_pages(ids: Collection[int]) -> dict[Key, Publication]:
    return by_key(Publication.objects.filter(kind__in=PAGE_KINDS, object_id__in=ids))


def stored_things(kind: str, ids: Collection[int]) -> dict[Key, Publication]:
    return by_key(Publication.objects.filter(kind=kind, object_id__in=ids))


def by_key(rows: Iterable[Publication]) -> dict[Key, Publication]:
    return {Key(row.kind, row.object_id): row for row in rows}


def store(stored: dict[Key, Publication], faces: dict[Key, Face]) -> int:
    drifts = list(compare(stored, faces))
    before = counts.tally(rows_of(stored))
    note_former_slugs((each.key, each.record_before, each.face.record) for each in drifts)
    rows_of_other_expiry = [each.stored for each in drifts if each.expires_otherwise]
    rows = stored | write(drifts)
    tell_of_books(drifts)
    write_uses(rows, faces)
    terms = write_entries({row: faces.get(key, WITHDRAWN).entry for key, row in rows.items()})
    terms |= terms_of_shared(rows_of_other_expiry)
    after = counts.tally(rows_of(rows))
    after.subtract(before)
    counts.add(after)
    refresh_named(terms)
    return len(drifts)


def rows_of(rows: dict[Key, Publication]) -> PublicationQuerySet:
    return Publication.objects.filter(pk__in=[row.pk for row in rows.values()])


def tell_of_books(drifts: Iterable[Drift]) -> None:
    books = {each.key.object_id: each.face for each in drifts if each.key.kind == Kind.BOOK}
    public = {pk for pk, face in books.items() if face.digest}
    if books:
        books_changed.send(Publication, public=public, withdrawn=books.keys() - public)


def compare(stored: dict[Key, Publication], faces: dict[Key, Face]) -> Iterable[Drift]:
    """What is stored otherwise than it should be, in the order of the things' ids."""
    for key in sorted({*stored, *faces}, key=lambda key: (key.object_id, key.kind)):
        row, face = stored.get(key), faces.get(key, WITHDRAWN)
        if row is None or not is_current(row, face):
            yield Drift(key, row, face)


def compare_entries(stored: dict[Key, Publication], faces: dict[Key, Face]) -> Iterable[Drift]:
    """What is up to date, but indexed otherwise than it should be."""
    for key, row in stored.items():
        face = faces.get(key, WITHDRAWN)
        if is_current(row, face) and row.index_digest != face.entry.digest:
            yield Drift(key, row, face)


def is_current(row: Publication, face: Face) -> bool:
    """Whether the row says this, and still holds what its digest vouches for."""
    return all(getattr(row, name) == getattr(face, name) for name in FACE)


def write(drifts: Collection[Drift]) -> dict[Key, Publication]:
    """Give each drifted publication its face, under the next numbers."""
    if not drifts:
        return {}
    rows = [drift.stored or Publication(**drift.key._asdict()) for drift in drifts]
    number, now = take_numbers(len(rows)), timezone.now()
    for row, drift in zip(rows, drifts, strict=True):
        row.number, row.changed_at, number = number, now, number + 1
        for name in FACE:
            setattr(row, name, getattr(drift.face, name))
    Publication.objects.bulk_update([row for row in rows if row.pk], FIELDS, batch_size=50)
    Publication.objects.bulk_create([row for row in rows if not row.pk], batch_size=50)
    return by_key(rows)


def write_uses(rows: dict[Key, Publication], faces: dict[Key, Face]) -> None:
    """Store which shared things these publications use; withdrawn ones use none."""
    known = PublicationUse.objects.filter(publication__in=rows.values())
    before = {(use.publication_id, use.kind, use.object_id): use.pk for use in known}
    after = {(rows[key].pk, *use) for key, face in faces.items() for use in face.uses}
    gone = [pk for use, pk in before.items() if use not in after]
    PublicationUse.objects.filter(pk__in=gone).delete()
    PublicationUse.objects.bulk_create(
        PublicationUse(publication_id=publication, kind=kind, object_id=object_id)
        for publication, kind, object_id in sorted(after - before.keys())
    )


def terms_of_shared(rows: Collection[Publication]) -> set[Term]:
    """What these name expires with the last of them."""
    terms = PublicationTerm.objects.filter(publication__in=rows, name__in=SHARED)
    return {Term(*each) for each in terms.values_list("name", "value", "label")} if rows else set()


def refresh_named(terms: Iterable[Term]) -> None:
    """A contributor, subject or series is public from the first book that names it to the last."""
    for kind in SHARED:
        if ids := {int(term.value) for term in terms if term.name == kind}:
            refresh_things(kind, ids)


def lock_numbering() -> Numbering:
    """The numbering, which from here to the commit nobody else can read for update."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Numbers are given within a transaction.")
    numberings = Numbering.objects.select_for_update()
    if numbering := numberings.filter(pk=1).first():
        return numbering
    highest = Publication.objects.aggregate(highest=Max("number"))["highest"] or 0
    first = Numbering(pk=1, last=highest, shape="" if highest else current_shape())
    Numbering.objects.bulk_create([first], ignore_conflicts=True)
    return numberings.get(pk=1)


def take_numbers(count: int) -> int:
    """The first of `count` numbers higher than all given before."""
    numbering = lock_numbering()
    first = numbering.last + 1
    numbering.last += count
    numbering.save(update_fields=["last"])
    transaction.on_commit(lambda: numbers_given.send(Numbering))
    return first


def latest_number(connection: BaseDatabaseWrapper) -> tuple | None:
    """The history, the highest number that is committed, and when something expired last that is
    not withdrawn yet; None before the first number is given."""
    rows = Numbering.objects.filter(pk=1).values_list("history", "last", last_expiry())
    sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()
