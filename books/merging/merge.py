"""Merging one into another: one transaction, in which all publications are renewed too."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from modelcluster.models import get_serializable_data_for_fields
from modelsearch.tasks import insert_or_update_object_task
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page
from wagtail.tasks import update_reference_index_task

from books.merging.places import places_naming
from books.merging.plan import kind_of, named, pair, refuse, was_public
from books.models import Merge
from books.publishing.changes import one_change
from books.task_queue import enqueue_with_commit

MERGED, UNDONE = "books.merge", "books.undo_merge"


def merge(kind: str, duplicate_id: int, kept_id: int, user: Any) -> Merge:
    """Raises MergeError. Whoever comes second waits, and is told that it is done."""
    with one_change():
        duplicate, kept = pair(kind, duplicate_id, kept_id)
        refuse(duplicate, kept)
        made = Merge.objects.create(
            kind=kind,
            kept_id=kept.pk,
            duplicate_id=duplicate.pk,
            slug=duplicate.slug if was_public(duplicate) else "",
            duplicate=stored(duplicate),
            moved=move(duplicate, kept),
            made_by=user,
        )
        duplicate.delete()
        touch(kept, made)
        log(kept, MERGED, user=user, data=log_data(made, len(made.books)))
    return made


def stored(thing: Any) -> dict[str, Any]:
    """What makes it again."""
    draft = isinstance(thing, DraftStateMixin) and thing.has_unpublished_changes
    revision = thing.get_latest_revision() if draft else None
    fields = get_serializable_data_for_fields(thing)
    return {"fields": fields, "draft": revision and revision.content}


def move(duplicate: Model, kept: Model) -> list[dict[str, Any]]:
    """Let every place name the kept one; returns what each said before, and says now."""
    kind, old, new = kind_of(kept), named(duplicate), named(kept)
    changes = []
    for place in places_naming(kind, old.pk):
        if after := place.merged(kind, old, new):
            changes.append(place.change(after))
            place.write(after)
    return changes


def touch(kept: Model, made: Merge) -> None:
    """Saving it renews the publications, and the readiness, of all that show it."""
    kept.save()
    pages = Page.objects.filter(pk__in=made.books | made.pages)
    for type_id, pk in pages.values_list("content_type", "pk"):
        of_it = ContentType.objects.get_for_id(type_id)
        for renew in (update_reference_index_task, insert_or_update_object_task):
            enqueue_with_commit(renew, of_it.app_label, of_it.model, str(pk))


def log_data(made: Merge, books: int) -> dict[str, Any]:
    return {"merge": made.pk, "name": made.name, "books": books}
