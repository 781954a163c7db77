"""What a merge would do, before it is done; and why it cannot be."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from books.merging.contents import Content, Kind, Named
from books.merging.place import Place
from books.merging.places import places_naming
from books.models import Contributor, Merge, Publication, Series, Subject
from books.publishing.context import lineage

MODELS: dict[str, type[Model]] = {
    Kind.CONTRIBUTOR: Contributor,
    Kind.SUBJECT: Subject,
    Kind.SERIES: Series,
}
# What the public or the trade reads of a thing, beside its name.
SAID = {
    Kind.CONTRIBUTOR: ("bio", "photo", "orcid", "website"),
    Kind.SUBJECT: ("parent", "bisac", "thema", "keyword", "description"),
    Kind.SERIES: ("issn", "description"),
}


class MergeError(Exception):
    """Says to the editor why this cannot be merged, or taken out again."""


@dataclass
class Plan:
    """The books that change in public, those that change as drafts, other pages, what is lost."""

    duplicate: Model
    kept: Model
    live: dict[int, str] = field(default_factory=dict)
    drafts: dict[int, str] = field(default_factory=dict)
    older: set[int] = field(default_factory=set)
    doubled: dict[int, str] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)
    pages: dict[int, str] = field(default_factory=dict)

    @property
    def lost(self) -> list[tuple[str, str]]:
        """What the duplicate says and the kept one does not: the field's name, and its words."""
        said = {name: str(getattr(self.duplicate, name) or "") for name in SAID[kind_of(self.kept)]}
        return [
            (capfirst(self.kept._meta.get_field(name).verbose_name), in_short(words))
            for name, words in said.items()
            if words and words != str(getattr(self.kept, name) or "")
        ]

    @property
    def address(self) -> str:
        """The duplicate's address, if readers know it."""
        return self.duplicate.get_absolute_url() if was_public(self.duplicate) else ""

    @property
    def names_kept(self) -> bool:
        """Whether there are credits in which the books' own wording is to stay."""
        differ = self.duplicate.name != self.kept.name
        return isinstance(self.kept, Contributor) and differ and bool(self.live or self.drafts)

    @property
    def hidden(self) -> bool:
        return bool(self.live) and not getattr(self.kept, "live", True)

    def note(self, place: Place, fields: Content) -> None:
        match place.kind:
            case "subject":
                self.below.append(place.title)
            case "page":
                self.pages[place.pk] = place.title
            case "page_version" if place.is_draft:
                self.pages.setdefault(place.page_id, place.title)
            case "subject_version" | "page_version":
                pass
            case "book":
                self.note_book(place, fields)
            case "revision" if place.is_draft:
                self.drafts[place.book_id] = place.title
            case _:
                self.older.add(place.book_id)

    def note_book(self, place: Any, fields: Content) -> None:
        (self.live if place.page.live else self.drafts)[place.pk] = place.title
        if any(len(value) < len(place.content[name]) for name, value in rows_of(fields)):
            self.doubled[place.pk] = place.title


def rows_of(fields: Content) -> list[tuple[str, list]]:
    return [(name, value) for name, value in fields.items() if isinstance(value, list)]


def in_short(words: str) -> str:
    return Truncator(strip_tags(words)).words(30)


def kind_of(thing: Model) -> str:
    return kind_of_model(type(thing))


def kind_of_model(model: type[Model]) -> str:
    return next(kind for kind, each in MODELS.items() if each is model)


def named(thing: Any) -> Named:
    return Named(thing.pk, thing.name)


def was_public(thing: Model) -> bool:
    """A tombstone tells as well as a record that readers have known the address."""
    return Publication.objects.filter(kind=kind_of(thing), object_id=thing.pk).exists()


def plan_merge(duplicate: Model, kept: Model) -> Plan:
    """Raises MergeError."""
    refuse(duplicate, kept)
    plan = Plan(duplicate, kept)
    for place in places_naming(kind_of(kept), duplicate.pk):
        if fields := place.merged(kind_of(kept), named(duplicate), named(kept)):
            plan.note(place, fields)
    return plan


def pair(kind: str, duplicate_id: int, kept_id: int) -> tuple[Model, Model]:
    """The two as they are stored now. Raises MergeError."""
    return one_of(kind, duplicate_id), one_of(kind, kept_id)


def one_of(kind: str, pk: int) -> Any:
    if thing := MODELS[kind]._default_manager.filter(pk=pk).first():
        return thing
    merge = Merge.objects.filter(kind=kind, duplicate_id=pk, undone_at=None).first()
    if merge is None:
        raise MergeError(_("It is no longer there: someone has deleted it."))
    kept = MODELS[kind]._default_manager.filter(pk=merge.kept_id).first()
    raise MergeError(
        _("“%(name)s” is no longer there: it has been merged into “%(kept)s” already.")
        % {"name": merge.name, "kept": kept or merge.kept_id}
    )


def refuse(duplicate: Model, kept: Model) -> None:
    if duplicate.pk == kept.pk:
        raise MergeError(_("Choose another one: nothing can be merged into itself."))
    if isinstance(kept, Subject) and duplicate.pk in {each.pk for each in above(kept)}:
        raise MergeError(
            _(
                "“%(kept)s” stands under “%(name)s”, so it cannot take its place. "
                "Merge the other way round, or move “%(kept)s” out first."
            )
            % {"kept": kept.name, "name": duplicate.name}
        )


def above(subject: Subject) -> list[Subject]:
    return lineage(subject.pk, Subject.objects.in_bulk())[:-1]
