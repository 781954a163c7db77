"""Taking what was merged out again: the duplicate as it was, and the credits it had."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import model_from_serializable_data
from wagtail.log_actions import log

from books.merging.contents import Content, says_same
from books.merging.merge import UNDONE, log_data, touch
from books.merging.pages import versions_of_pages
from books.merging.place import Place
from books.merging.places import places_of, revisions_of_books, versions
from books.merging.plan import MODELS, MergeError, one_of
from books.models import Merge, Subject
from books.models.deleted_references import what_is_left
from books.publishing.changes import one_change
from books.publishing.context import lineage

Change = dict[str, Any]


@dataclass
class Undoing:
    """Where it goes back, with what is said there again, and what has changed since, by title."""

    merge: Merge
    kept: Model
    back: list[tuple[Place, Content]] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    @property
    def books(self) -> set[str]:
        return {place.title for place, _said in self.back if place.book_id}

    @property
    def pages(self) -> set[str]:
        """The other ones."""
        return {place.title for place, _said in self.back if place.page_id}


def plan_undoing(kind: str, merge_id: int) -> Undoing:
    """Raises MergeError."""
    merge = Merge.objects.filter(kind=kind, pk=merge_id).first()
    if merge is None:
        raise MergeError(_("There is no such merge."))
    if merge.undone_at:
        raise MergeError(_("“%(name)s” has been taken out again already.") % {"name": merge.name})
    if MODELS[kind]._default_manager.filter(pk=merge.duplicate_id).exists():
        raise MergeError(_("“%(name)s” is there again already.") % {"name": merge.name})
    undoing = Undoing(merge, one_of(kind, merge.kept_id))
    gone = {(change["kind"], change["pk"]): change["title"] for change in merge.moved}
    for place, changes in places_with_changes(merge):
        gone.pop((place.kind, place.pk), None)
        if place.kind == "subject" and place.pk in above(merge):
            undoing.changed.add(place.title)
        else:
            weigh(undoing, place, changes)
    undoing.changed.update(title for (what, _pk), title in gone.items() if what != "share")
    return undoing


def above(merge: Merge) -> set[int]:
    """What the subject will stand under again; none of that can stand under it."""
    subjects, parent = Subject.objects.in_bulk(), merge.duplicate["fields"]["parent"]
    return {each.pk for each in lineage(parent, subjects)} if parent in subjects else set()


def places_with_changes(merge: Merge) -> Iterator[tuple[Place, list[Change]]]:
    """Each place with what the merge changed there; a later version, with what it stems from."""
    by_place = {(change["kind"], change["pk"]): change for change in merge.moved}
    by_page: dict[int, list[Change]] = defaultdict(list)
    for change in merge.moved:
        by_page[change["book"] or change.get("page")].append(change)
    for place in places_of(merge.moved):
        change = by_place.get((place.kind, place.pk))
        yield place, [change] if change else still_said(place, by_page[place.page_id][::-1])
    known = [pk for kind, pk in by_place if kind in ("revision", "page_version")]
    later = Q(created_at__gt=merge.made_at) & ~Q(pk__in=known)
    books = revisions_of_books().filter(later, object_id__in=[str(pk) for pk in merge.books])
    for place in (*versions(books, ()), *versions_of_pages(merge.pages, later)):
        yield place, by_page[place.book_id or place.page_id][::-1]


def still_said(place: Place, changes: list[Change]) -> list[Change]:
    """Those of a version that the place says now: it may have been published since the merge."""
    return [
        change
        for change in changes
        if any(place.content.get(name) == said for name, said in change["after"].items())
    ]


def weigh(undoing: Undoing, place: Place, changes: list[Change]) -> None:
    said: Content = {}
    names = {name for change in changes for name in change["after"] if name in place.content}
    for name in names:
        now = place.content[name]
        same = [each for each in changes if name in each["after"]]
        same = [each["before"] for each in same if says_same(each["after"][name], now)]
        if same:
            said[name] = same[0][name]
        else:
            undoing.changed.add(place.title)
    if said:
        undoing.back.append((place, said))


def undo(kind: str, merge_id: int, user: Any) -> Undoing:
    """Raises MergeError."""
    with one_change():
        undoing = plan_undoing(kind, merge_id)
        merge = undoing.merge
        again = remake(MODELS[kind], merge.duplicate)
        for place, said in undoing.back:
            place.write(said)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        again.save()
        touch(undoing.kept, merge)
        log(undoing.kept, UNDONE, user=user, data=log_data(merge, len(undoing.books)))
    return undoing


def remake(model: type[Model], stored: dict[str, Any]) -> Any:
    """Under its own key; what has been deleted or given to another since is left empty."""
    fields = what_is_left(model, stored["fields"])
    fields = {name: value for name, value in fields.items() if is_free(model, name, value)}
    thing = model_from_serializable_data(model, fields, check_fks=False)
    thing.save(force_insert=True)
    if stored["draft"]:
        thing.with_content_json(stored["draft"]).save_revision()
    return model._default_manager.get(pk=thing.pk)


def is_free(model: type[Model], name: str, value: Any) -> bool:
    if name == "pk" or not model._meta.get_field(name).unique:
        return True
    return not model._default_manager.filter(**{name: value}).exists()


def standing_merges(kind: str, kept_id: int) -> set[int]:
    """The ids of the merges into this one that still stand."""
    merges = Merge.objects.filter(kind=kind, kept_id=kept_id, undone_at=None)
    return set(merges.values_list("pk", flat=True))
