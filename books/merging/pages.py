"""Pages other than books that name one in a stream: the home page, say; and their versions."""

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, Revision

from books.merging.contents import Content, Named
from books.merging.place import Place, mentioning, revisions_of, with_is_draft
from books.merging.streams import ids_in, page_types_naming, renamed, streams_of
from books.publishing.changes import one_change

Blocks = list[dict[str, Any]]


class PlaceWithStreams(Place):
    """Each block is a thing of its own: who has edited another one since can still undo."""

    def __init__(self, pk: int, model: type[Page], stored: Content) -> None:
        self.pk, self.model, self.title = pk, model, stored["title"]
        self.streams = {name: blocks_in(stored.get(name)) for name in streams_of(model)}
        self.content = {
            key(name, block): block for name, blocks in self.streams.items() for block in blocks
        }

    def merged(self, kind: str, old: Named, new: Named) -> Content:
        after = {
            key(name, block): block
            for name, blocks in self.streams.items()
            for block in renamed(kind, old, new, streams_of(self.model)[name], blocks)
        }
        return {name: block for name, block in after.items() if block != self.content[name]}

    def ids(self, kind: str) -> set[int]:
        streams = streams_of(self.model)
        return {pk for name in streams for pk in ids_in(kind, streams[name], self.streams[name])}

    def changed_streams(self, fields: Content) -> dict[str, str]:
        """As they are stored, the streams in which blocks are now what `fields` says."""
        streams = {
            name: [fields.get(key(name, block), block) for block in blocks]
            for name, blocks in self.streams.items()
        }
        return {
            name: json.dumps(blocks)
            for name, blocks in streams.items()
            if blocks != self.streams[name]
        }


class PageItself(PlaceWithStreams):
    """The page as its table holds it: what is public, if it is live."""

    kind = "page"

    def __init__(self, page: Page) -> None:
        streams = {
            name: page._meta.get_field(name).value_to_string(page)
            for name in streams_of(type(page))
        }
        super().__init__(page.pk, type(page), {"title": page.title, **streams})
        self.page_id = page.pk

    def write(self, fields: Content) -> None:
        """Past the page's own `save`, as the books'; so it is noted here what has changed."""
        values = {
            name: self.model._meta.get_field(name).to_python(stored)
            for name, stored in self.changed_streams(fields).items()
        }
        with one_change() as changes:
            self.model.objects.filter(pk=self.pk).update(**values)
            changes.pages.add(self.pk)


class PageVersion(PlaceWithStreams):
    """A revision of the page."""

    kind = "page_version"

    def __init__(self, revision: Revision) -> None:
        model = ContentType.objects.get_for_id(revision.content_type_id).model_class()
        super().__init__(revision.pk, model, revision.content)
        self.page_id, self.revision = int(revision.object_id), revision
        self.is_draft = revision.is_draft

    def write(self, fields: Content) -> None:
        content = self.revision.content | self.changed_streams(fields)
        Revision.objects.filter(pk=self.pk).update(content=content)


def blocks_in(stream: str | None) -> Blocks:
    """Each has an id; one that came past Wagtail's forms may have had none."""
    return [{"id": str(uuid4()), **block} for block in json.loads(stream or "[]")]


def key(field: str, block: dict[str, Any]) -> str:
    return f"{field}/{block['id']}"


def pages_naming(kind: str, pk: int) -> Iterator[Place]:
    """In two statements for each page type that can name one of that kind."""
    for model, streams in page_types_naming(kind).items():
        named = Q()
        for name, keys in streams.items():
            naming = mentioning(model.objects.order_by(), name, pk, *keys)
            named |= Q(pk__in=naming.values("pk"))
        yield from map(PageItself, model.objects.filter(named).order_by("pk"))
        keys = {each for found in streams.values() for each in found}
        revisions = with_is_draft(revisions_of(model))
        yield from map(PageVersion, mentioning(revisions, "content", pk, *keys))


def ids_on_pages(kind: str) -> set[int]:
    """Of all that such pages name, or will once what waits to be published is."""
    found: set[int] = set()
    for model in page_types_naming(kind):
        drafts = with_is_draft(revisions_of(model)).filter(is_draft=True)
        for place in (*map(PageItself, model.objects.all()), *map(PageVersion, drafts)):
            found |= place.ids(kind)
    return found


def pages_themselves(ids: Collection[int]) -> Iterator[Place]:
    yield from map(PageItself, Page.objects.filter(pk__in=ids).order_by("pk").specific())


def versions_of_pages(pages: Collection[int], which: Q) -> Iterator[Place]:
    own = Q(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in pages],
    )
    yield from map(PageVersion, with_is_draft(Revision.objects.filter(own, which)))
