import uuid
from datetime import date

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from books.dates import NEVER
from books.money import plain_amount

# As a literal: of a bound value SQLite does not know that a partial index holds its rows already.
EMPTY = RawSQL("''", ())


class PublicationQuerySet(models.QuerySet):
    def books(self) -> "PublicationQuerySet":
        """Rows of books, tombstones included."""
        return self.filter(kind=Publication.Kind.BOOK)

    def stored(self) -> "PublicationQuerySet":
        """All but the tombstones: also what has expired and is not withdrawn yet."""
        return self.exclude(digest=EMPTY)

    def public(self) -> "PublicationQuerySet":
        """Rows of what can be read now, by the clock of the database."""
        return self.stored().filter(expires__gt=Now())

    def due(self) -> "PublicationQuerySet":
        """Rows of what has expired, until the next run of the schedule withdraws it."""
        return self.stored().filter(expires__lte=Now())


class PublicationSearchQuerySet(models.QuerySet):
    def public(self) -> "PublicationSearchQuerySet":
        """What a search may find now."""
        return self.filter(expires__gt=Now())

    def books(self) -> "PublicationSearchQuerySet":
        return self.public().filter(kind=Publication.Kind.BOOK)


def last_expiry() -> models.Subquery:
    """When something expired last that no number tells of yet; of nothing, NULL."""
    return models.Subquery(Publication.objects.due().order_by("-expires").values("expires")[:1])


class Publication(models.Model):
    """The stored record of one published thing, under the number of its last change.

    A row with an empty digest is a tombstone: the thing can no longer be read. Books,
    contributors, subjects and series have a record; of other things the number alone matters.
    A book without a publication date sorts as if it were of the year 1. The sort keys, terms,
    offers and words are its index entry (`books.index`). `path` is where readers find the thing;
    contributors, subjects and series stand at the same path of every site. From the moment it
    `expires` nobody reads it, whenever the schedule runs that withdraws it.
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
    path = models.TextField(blank=True)
    sort_date = models.DateField(default=date.min)
    title_key = models.BinaryField(default=b"")
    author_key = models.BinaryField(default=b"")
    index_digest = models.CharField(max_length=64, blank=True)
    expires = models.DateTimeField(default=NEVER)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_row_per_thing"),
            models.CheckConstraint(
                condition=~Q(digest="", record__gt=""), name="tombstones_are_empty"
            ),
        ]
        # All begin alike, so that a planner chooses among them by the order that is asked for;
        # and with the key, since a list that is filtered looks up its terms by that alone. The
        # expiry comes last, so that neither database has to read the row for it.
        indexes = [
            models.Index(
                fields=["kind", "site_id", "-sort_date", "object_id", "expires"],
                include=["id"],
                condition=~Q(digest=""),
                name="publications_by_date",
            ),
            models.Index(
                fields=["kind", "site_id", "author_key", "object_id", "expires"],
                include=["id"],
                condition=~Q(digest=""),
                name="publications_by_author",
            ),
            models.Index(
                fields=["kind", "site_id", "title_key", "object_id", "expires"],
                include=["id"],
                condition=~Q(digest=""),
                name="publications_by_title",
            ),
            models.Index(
                "kind",
                "site_id",
                "object_id",
                "changed_at",
                "expires",
                condition=~Q(digest=""),
                name="publications_by_id",
            ),
            models.Index("expires", condition=~Q(digest=""), name="publications_by_expiry"),
            models.Index("title_key", condition=~Q(digest=""), name="publications_by_exact_title"),
        ]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.number}: {self.kind} {self.object_id}"

    @property
    def withdrawn(self) -> bool:
        return not self.digest


class PublicationUseQuerySet(models.QuerySet):
    def shown(self) -> "PublicationUseQuerySet":
        """What something that can be read today shows."""
        return self.filter(publication__in=Publication.objects.public())


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

    objects = PublicationUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "publication"], name="one_use_per_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class PublicationTerm(models.Model):
    """One value by which a public book can be found: a contributor, a subject, an ISBN …"""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=12)
    value = models.TextField()
    label = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "value", "publication"], name="one_term_per_publication"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class WordsField(models.Field):
    """The words of a publication, where PostgreSQL searches them; SQLite has a table for them."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class PublicationSearch(models.Model):
    """A publication as a search reads it: narrow, since it counts and sorts all that it finds.

    Whatever has words has a row (`books.index.words`). The other fields are the publication's.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    kind = models.CharField(max_length=12)
    site_id = models.PositiveBigIntegerField(null=True)
    object_id = models.PositiveBigIntegerField()
    sort_date = models.DateField()
    expires = models.DateTimeField(default=NEVER)
    words = WordsField(null=True)

    objects = PublicationSearchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "kind",
                "site_id",
                models.F("sort_date").desc(),
                "object_id",
                "expires",
                name="searched_by_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class PublicationCount(models.Model):
    """How many public books of one site, whose pages are in one language, have a term.

    Kept with the terms (`books.index.counts`). Each book has one `locale`: these together are
    all books.
    """

    site_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=12)
    value = models.TextField()
    locale = models.TextField()
    label = models.CharField(max_length=255, blank=True)
    books = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site_id", "name", "value", "locale", "label"], name="one_count_per_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}: {self.books}"


class PublicationWord(models.Model):
    """A word of a title, a name or a shelf that is public (`books.index.vocabulary`)."""

    word = models.CharField(max_length=40, unique=True)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="words_by_length")]

    def __str__(self) -> str:
        return self.word


class PublicationOffer(models.Model):
    """One format of a public book at one of its prices."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="offers")
    form = models.CharField(max_length=20)
    availability = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=11, decimal_places=3, null=True)

    class Meta:
        indexes = [models.Index(fields=["form", "currency", "amount"], name="offers_by_price")]

    def __str__(self) -> str:
        amount = "" if self.amount is None else plain_amount(self.amount, self.currency)
        return f"{self.form} {amount} {self.currency}".strip()


class Numbering(models.Model):
    """The highest number given: one row, locked from the giving of a number to the commit.

    That lock puts numbers in commit order, so that no reader of "all after N" misses a row.
    Tombstones up to the number `forgotten` are no longer kept. `history` tells these numbers
    from those of another database; `shape` is that of the records which are stored.
    """

    last = models.PositiveBigIntegerField(default=0)
    forgotten = models.PositiveBigIntegerField(default=0)
    history = models.UUIDField(default=uuid.uuid4)
    shape = models.CharField(max_length=64, blank=True)

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
