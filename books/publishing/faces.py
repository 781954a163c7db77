"""What the public sees of a thing today: the content of its publication."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.search import index

from books.dates import NEVER
from books.images import image_part
from books.index.entries import NO_ENTRY, Entry, entry_of_book, entry_of_page, entry_of_shared
from books.models import (
    BookPage,
    Contributor,
    Publication,
    PublicationUse,
    PublisherSettings,
    Series,
    Subject,
)
from books.publishing.expiry import expiries_of_pages, expiries_of_shared
from books.publishing.records import BuiltRecord, build_records
from books.publishing.shared import SHARED, SharedRecord, named_by_books, shared_records
from books.publishing.uses import Use, uses_of
from books.queries import pictures, readable
from books.record_shared import SubjectRecord

Kind = Publication.Kind
PAGE_KINDS = (Kind.BOOK, Kind.PAGE)
MODELS: dict[str, type[models.Model]] = {
    Kind.CONTRIBUTOR: Contributor,
    Kind.SUBJECT: Subject,
    Kind.SERIES: Series,
    Kind.SETTINGS: PublisherSettings,
    Kind.REDIRECT: Redirect,
}
# Fields of Wagtail's that say how a thing is being worked on, not what it says.
EDITORIAL = {
    *("latest_revision", "live_revision", "latest_revision_created_at", "last_published_at"),
    *("has_unpublished_changes", "draft_title", "locked", "locked_at", "locked_by", "owner"),
    *("go_live_at", "expire_at", "expired", "path", "numchild", "automatically_created"),
    COMMENTS_RELATION_NAME,
}


class Key(NamedTuple):
    """Which publication: the kind and id of the thing published."""

    kind: str
    object_id: int


@dataclass(frozen=True)
class Face:
    """The public side of one thing; only books and what they share have a record."""

    digest: str
    record: str = ""
    site_id: int | None = None
    path: str = ""
    sort_date: date = date.min
    uses: frozenset[Use] = frozenset()
    entry: Entry = NO_ENTRY
    expires: datetime = NEVER


def faces_of_pages(ids: Collection[int]) -> dict[Key, Face]:
    """The faces of those pages that anyone can read now. Raises RecordError."""
    books = build_records(BookPage.objects.published().filter(pk__in=ids).for_records())
    others = readable(Page.objects.filter(pk__in=ids, depth__gt=1)).not_type(BookPage).specific()
    routable = [page for page in others if page.get_url_parts()]
    faces = {Key(Kind.BOOK, pk): face_of_book(built) for pk, built in books.items()}
    faces |= plain_faces(Kind.PAGE, routable)
    return with_expiries(faces, expiries_of_pages([key.object_id for key in faces]))


def faces_of_things(kind: str, ids: Collection[int]) -> dict[Key, Face]:
    """The faces of contributors, subjects, series, settings or redirects."""
    if kind in SHARED:
        faces = shared_faces(kind, named_by_books(kind, ids))
        return with_expiries(faces, expiries_of_shared(kind, [key.object_id for key in faces]))
    return plain_faces(kind, MODELS[kind]._default_manager.filter(pk__in=ids))


def with_expiries(faces: dict[Key, Face], times: dict[int, datetime]) -> dict[Key, Face]:
    """The faces, each with when it expires; `times` has the ids of the things that do."""
    for key, face in faces.items():
        if key.object_id in times:
            time = times[key.object_id]
            faces[key] = replace(face, expires=time, entry=replace(face.entry, expires=time))
    return faces


def face_of_book(built: BuiltRecord) -> Face:
    record = built.record.model_dump_json()
    return Face(
        digest_of(record),
        record,
        built.site_id,
        built.record.path,
        built.sort_date,
        built.uses,
        entry_of_book(built.record, built.site_id, built.sort_date),
    )


def shared_faces(kind: str, ids: Collection[int]) -> dict[Key, Face]:
    """The faces of contributors, subjects or series that public books name."""
    records = shared_records(kind, ids)
    things = MODELS[kind]._default_manager.in_bulk(list(records))
    faces = {}
    for pk, built in records.items():
        record = built.model_dump_json()
        faces[Key(kind, pk)] = Face(
            digest_of(record),
            record,
            path=built.path,
            uses=uses_of(things[pk]) | shelves_above(built),
            entry=entry_of_shared(built),
        )
    return faces


def shelves_above(record: SharedRecord) -> frozenset[Use]:
    above = record.ancestors if isinstance(record, SubjectRecord) else []
    return frozenset(Use(PublicationUse.Kind.SUBJECT, shelf.id) for shelf in above)


def plain_faces(kind: str, things: Iterable[models.Model]) -> dict[Key, Face]:
    """Faces without a record: the digest tells whether anything visible has changed."""
    uses = {thing: uses_of(thing) for thing in things}
    shown = {use.object_id for each in uses.values() for use in each if is_image(use)}
    images = {picture.pk: image_part(picture) for picture in pictures().filter(pk__in=shown)}
    return {
        Key(kind, thing.pk): Face(
            digest_of([content_of(thing), sorted(images_of(refs, images))]),
            uses=refs,
            entry=index_entry_of(thing) if isinstance(thing, Page) else NO_ENTRY,
            **place_of(thing),
        )
        for thing, refs in uses.items()
    }


def index_entry_of(page: Page) -> Entry:
    site_id = place_of(page)["site_id"]
    return entry_of_page(page.title, texts_of(page), page.locale.language_code, site_id)


def texts_of(page: Page) -> Iterator[str]:
    """What the page says, by what it gives to be searched; its title apart."""
    yield page.search_description
    for field in page.get_search_fields():
        if isinstance(field, index.SearchField) and field.field_name != "title":
            said = field.get_value(page)
            yield from said if isinstance(said, list) else [str(said or "")]


def place_of(thing: models.Model) -> dict[str, Any]:
    """The site and path of a page; of other things, nothing."""
    if not isinstance(thing, Page):
        return {}
    site_id, _root_url, path = thing.get_url_parts()
    return {"site_id": site_id, "path": path or ""}


def is_image(use: Use) -> bool:
    return use.kind == PublicationUse.Kind.IMAGE


def images_of(uses: Iterable[Use], images: dict[int, dict]) -> list[str]:
    return [str(images[use.object_id]) for use in uses if is_image(use) and use.object_id in images]


def content_of(thing: models.Model) -> dict[str, Any]:
    data = (
        thing.serializable_data()
        if isinstance(thing, ClusterableModel)
        else get_serializable_data_for_fields(thing)
    )
    return {name: value for name, value in data.items() if name not in EDITORIAL}


def digest_of(content: Any) -> str:
    """The SHA-256 of a record's JSON text, or of any content put into JSON."""
    if not isinstance(content, str):
        content = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
