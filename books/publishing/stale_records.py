"""Stored records that name what has expired since, built anew without it.

When the schedule withdraws what has expired, records that name it are stored anew. Until then
they are built for whoever reads them. Whether anything has expired is read with the rows
(`last_expiry`): while nothing has, which is nearly always, no reader comes here.
"""

import logging
from collections.abc import Collection, Iterable, Mapping

from books.models import Publication, PublicationUse
from books.publishing.faces import PAGE_KINDS, Face, Key, faces_of_pages, faces_of_things
from books.publishing.records import RecordError
from books.stored_records import Stored

logger = logging.getLogger(__name__)


def rebuild_stale(records: Mapping[int, Stored]) -> dict[int, Stored]:
    """These records, by the keys of their publications, without what has expired.

    One that cannot be built stays as it is stored; one of what cannot be read now is left out.
    """
    stale = find_stale(records)
    faces, failed = build_each(set(stale.values()))
    stale = {pk: key for pk, key in stale.items() if key not in failed}
    rebuilt = {
        pk: Stored(faces[key].digest, faces[key].record.encode())
        for pk, key in stale.items()
        if key in faces
    }
    same = {pk: each for pk, each in records.items() if pk not in stale}
    return same | rebuilt


def rebuild_stale_rows(rows: Collection[Publication]) -> None:
    """The same for whole rows, which get the records and their digests."""
    records = rebuild_stale({row.pk: Stored(row.digest, row.record.encode()) for row in rows})
    for row in rows:
        if row.pk in records:
            row.digest, row.record = records[row.pk].digest, records[row.pk].record.decode()


def find_stale(keys: Iterable[int]) -> dict[int, Key]:
    """Those of these publications that use something which has expired, and what they are of."""
    expired = Publication.objects.due().filter(kind__in=PAGE_KINDS).values("object_id")
    uses = PublicationUse.objects.filter(
        kind=PublicationUse.Kind.PAGE, object_id__in=expired, publication__in=list(keys)
    )
    rows = uses.values_list("publication", "publication__kind", "publication__object_id")
    return {pk: Key(kind, object_id) for pk, kind, object_id in rows}


def build_each(keys: Collection[Key]) -> tuple[dict[Key, Face], set[Key]]:
    """All at once, or each for itself where one fails; those that failed, which the log names."""
    try:
        return build_faces(keys), set()
    except RecordError as error:
        if len(keys) == 1:
            logger.error("%s", error)
            return {}, set(keys)
    faces: dict[Key, Face] = {}
    failed: set[Key] = set()
    for key in keys:
        face, failure = build_each([key])
        faces |= face
        failed |= failure
    return faces, failed


def build_faces(keys: Collection[Key]) -> dict[Key, Face]:
    """Raises RecordError."""
    faces: dict[Key, Face] = {}
    for kind in {key.kind for key in keys}:
        ids = [key.object_id for key in keys if key.kind == kind]
        faces |= faces_of_pages(ids) if kind in PAGE_KINDS else faces_of_things(kind, ids)
    return faces
