"""What all places that can name one have in common, and how those that do are found."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState

from books.merging.contents import Content, Named, merged


class Place:
    """A row or a version that may name one; `content` is what of it a merge can change.

    `book_id` is the book it is or belongs to; `page_id` that of any other page.
    """

    kind: str
    pk: int
    title: str
    content: Content
    book_id: int | None = None
    page_id: int | None = None
    is_draft = False

    def merged(self, kind: str, old: Named, new: Named) -> Content:
        """What of the content changes when the new one is named instead."""
        return merged(kind, self.content, old, new)

    def write(self, fields: Content) -> None:
        raise NotImplementedError

    def change(self, after: Content) -> dict[str, Any]:
        """What a merge notes of this place, so that it can be undone."""
        before = {name: self.content[name] for name in after}
        about = {"kind": self.kind, "pk": self.pk, "book": self.book_id, "page": self.page_id}
        return {**about, "title": self.title, "before": before, "after": after}


def mentioning(stored: QuerySet, field: str, pk: int, *names: str) -> QuerySet:
    """Rows whose JSON has such a key with this number, as such or in a stream within it."""
    text, found = f"{field}_text", Q()
    for name in names:
        for quote in ('"', '\\"'):
            found |= Q(**{f"{text}__contains": f"{name}{quote}: {pk}"})
    return stored.annotate(**{text: Cast(field, TextField())}).filter(found)


def revisions_of(model: type[Model]) -> QuerySet:
    of_it = ContentType.objects.get_for_model(model)
    return Revision.objects.filter(content_type=of_it).order_by("pk")


def with_is_draft(revisions: QuerySet) -> QuerySet:
    return revisions.annotate(is_draft=waiting())


def waiting() -> Q:
    """Whether a revision may still be published: a draft, in a workflow, at a set time."""
    drafts = Page.objects.filter(Q(has_unpublished_changes=True) | Q(live=False))
    tasks = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    return (
        Q(approved_go_live_at__isnull=False)
        | Exists(drafts.filter(latest_revision=OuterRef("pk")))
        | Exists(tasks.filter(revision=OuterRef("pk")))
    )
