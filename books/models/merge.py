from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from books.cleaning import sound_id
from books.merging.contents import Content, Named, merged
from books.models.publication import Publication


class Merge(models.Model):
    """One thing that books share, merged into another of its kind; with what undoes that.

    `duplicate` is the one that went: its stored fields and, if it had one, its draft. `moved`
    holds each place that named it, with the fields concerned before and after. `slug` is the
    address that its readers knew; empty if it was never public.
    """

    KINDS = [Publication.Kind.CONTRIBUTOR, Publication.Kind.SUBJECT, Publication.Kind.SERIES]

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in KINDS])
    kept_id = models.PositiveBigIntegerField()
    duplicate_id = models.PositiveBigIntegerField()
    slug = models.CharField(max_length=255, blank=True)
    duplicate = models.JSONField(encoder=DjangoJSONEncoder)
    moved = models.JSONField(encoder=DjangoJSONEncoder)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "slug"], name="merges_by_address"),
            models.Index(fields=["kind", "duplicate_id"], name="merges_by_duplicate"),
        ]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.name} → {self.kind} {self.kept_id}"

    @property
    def name(self) -> str:
        """Of the one that went."""
        return self.duplicate["fields"]["name"]

    @property
    def books(self) -> set[int]:
        """The ids of the books that named it, as drafts or in older versions too."""
        return {change["book"] for change in self.moved if change["book"]}

    @property
    def pages(self) -> set[int]:
        """The ids of the other pages that did."""
        return {change["page"] for change in self.moved if change.get("page")}


def find_kept(model: type[models.Model], pk: Any) -> tuple[Merge | None, models.Model | None]:
    """The merge in which it went, and what now stands for it, which may have been merged since."""
    merges = Merge.objects.filter(kind=model._meta.model_name, undone_at=None)
    first = merge = merges.filter(duplicate_id=pk).first()
    while merge:
        if kept := model._base_manager.filter(pk=merge.kept_id).first():
            return first, kept
        merge = merges.filter(duplicate_id=merge.kept_id).first()
    return first, None


def chosen_id(model: type[models.Model], posted: Any) -> Any:
    """What a form chooses that may have been open during a merge; what is no id is nothing."""
    if not sound_id(str(posted)):
        return None
    _merge, kept = find_kept(model, posted)
    return kept.pk if kept else posted


def follow_merges(content: Content, gone: Mapping[type[models.Model], Collection[int]]) -> Content:
    """The content, naming what has been merged away by what it was merged into.

    A merge rewrites every version that is stored. An editor may have had one in memory meanwhile.
    """
    for model, pks in gone.items():
        if model._meta.model_name in Merge.KINDS:
            for pk in pks:
                merge, kept = find_kept(model, pk)
                if kept:
                    old, new = Named(pk, merge.name), Named(kept.pk, kept.name)
                    content = content | merged(merge.kind, content, old, new)
    return content
