from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublicationQuerySet(models.QuerySet):
    def books(self) -> "PublicationQuerySet":
        """Rows of books, tombstones included."""
        return self.filter(kind=Publication.Kind.BOOK)

    def public(self) -> "PublicationQuerySet":
        """Rows of what can be read today."""
        return self.exclude(digest="")


class Publication(models.Model):
    """The stored record of one published thing, under the number of its last change.

    A row with an empty digest is a tombstone: the thing can no longer be read. Books have a
    record; of other things the number alone matters. A book
    without a publication date sorts as if it were of the year 1.
    """

    class Kind(models.TextChoices):
        BOOK = "book", _("book")
        PAGE = "page", _("page")
        CONTRIBUTOR = "contributor", _("contributor")
        SUBJECT = "subject", _("subject")
        SERIES = "series", _("series")
        SETTINGS = "settings", _("settings")
        REDIRECT = "redirect", _("redirect")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField(unique=True)
    changed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    record = models.TextField(blank=True)
    site_id = models.PositiveBigIntegerField(null=True)
    sort_date = models.DateField(default=date.min)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_row_per_thing"),
            models.CheckConstraint(
                condition=~Q(digest="", record__gt=""), name="tombstones_are_empty"
            ),
        ]
        indexes = [
            models.Index(
                "site_id",
                models.F("sort_date").desc(),
                "object_id",
                condition=Q(kind="book") & ~Q(digest=""),
                name="books_by_date",
            ),
        ]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.number}: {self.kind} {self.object_id}"

    @property
    def withdrawn(self) -> bool:
        return not self.digest


class PublicationUse(models.Model):
    """One thing that a publication shows, or would show if it were public."""

    class Kind(models.TextChoices):
        CONTRIBUTOR = "contributor", _("contributor")
        SUBJECT = "subject", _("subject")
        SERIES = "series", _("series")
        IMAGE = "image", _("image")
        DOCUMENT = "document", _("document")
        PAGE = "page", _("page")
        SETTINGS = "settings", _("settings")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "publication"], name="one_use_per_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Numbering(models.Model):
    """The highest number given: one row, locked from the giving of a number to the commit.

    That lock puts numbers in commit order, so that no reader of "all after N" misses a row.
    """

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Rebuild(models.Model):
    """A shared thing's change on its way to the many books that show it, batch by batch."""

    TREE = "tree"

    kind = models.CharField(
        max_length=12, choices=[*PublicationUse.Kind.choices, (TREE, _("pages below"))]
    )
    object_id = models.PositiveBigIntegerField()
    label = models.CharField(_("what changed"), max_length=255)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    after = models.PositiveBigIntegerField(default=0)
    done = models.PositiveIntegerField(_("books done"), default=0)
    total = models.PositiveIntegerField(_("books in all"))

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("rebuild")
        verbose_name_plural = _("rebuilds")

    def __str__(self) -> str:
        return f"{self.label}: {self.done} of {self.total}"
