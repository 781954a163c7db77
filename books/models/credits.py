"""What a book's page ties to it, in order: contributions, subjects, awards, related books."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel

from books.codes import AwardResult, Role
from books.models.rows import Row, RowKey


class Contribution(Row):
    """One contributor's part in one book."""

    page = RowKey("books.BookPage", on_delete=models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(
        "books.Contributor",
        verbose_name=_("contributor"),
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AUTHOR)
    credited_as = models.CharField(
        _("credited as"),
        max_length=255,
        blank=True,
        help_text=_("Only where the title page gives the name otherwise."),
    )

    panels = [
        FieldRowPanel(
            [
                FieldPanel("contributor", required_on_save=False),
                FieldPanel("role"),
                FieldPanel("credited_as"),
            ]
        )
    ]

    class Meta(Row.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        unique_together = [("page", "contributor", "role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name}"

    @property
    def name(self) -> str:
        """The name as this book gives it."""
        return self.credited_as or self.contributor.name


class BookSubject(Row):
    """A subject on whose shelf the book stands; the first is the main one."""

    page = RowKey("books.BookPage", on_delete=models.CASCADE, related_name="book_subjects")
    subject = models.ForeignKey(
        "books.Subject",
        verbose_name=_("subject"),
        on_delete=models.PROTECT,
        related_name="book_subjects",
    )

    panels = [FieldPanel("subject", required_on_save=False)]

    class Meta(Row.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        unique_together = [("page", "subject")]

    def __str__(self) -> str:
        return str(self.subject)


class Award(Row):
    """A prize that the book won, or nearly."""

    page = RowKey("books.BookPage", on_delete=models.CASCADE, related_name="awards")
    name = models.CharField(_("award"), max_length=255)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1400), MaxValueValidator(2200)],
    )
    result = models.CharField(
        _("result"), max_length=12, choices=AwardResult.choices, default=AwardResult.WON
    )

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("year"), FieldPanel("result")])]

    class Meta(Row.Meta):
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return self.name


class RelatedBook(Row):
    """Another book that its readers may want."""

    page = RowKey("books.BookPage", on_delete=models.CASCADE, related_name="related_books")
    book = models.ForeignKey(
        "books.BookPage",
        verbose_name=_("book"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    panels = [PageChooserPanel("book", "books.BookPage", required_on_save=False)]

    class Meta(Row.Meta):
        verbose_name = _("related book")
        verbose_name_plural = _("related books")
        unique_together = [("page", "book")]

    def __str__(self) -> str:
        return self.book.title
