from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

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
