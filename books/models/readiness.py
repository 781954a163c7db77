from django.db import models
from django.utils.translation import gettext_lazy as _


class BookReadiness(models.Model):
    """What the latest version of a book lacks, counted, so that lists need not look again.

    `gaps` counts all of it, `needed` what its channels cannot do without.
    """

    book = models.OneToOneField(
        "books.BookPage",
        verbose_name=_("book"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="readiness",
    )
    gaps = models.PositiveSmallIntegerField(_("gaps"), db_index=True)
    needed = models.PositiveSmallIntegerField(_("needed"), default=0, db_index=True)

    # It says nothing of the book that an editor would look for.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("readiness")
        verbose_name_plural = _("readiness")

    def __str__(self) -> str:
        return f"{self.book_id}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """ "2 needed, 1 advisable", "1 advisable" or "Ready"."""
        counted = {"needed": self.needed, "advisable": self.gaps - self.needed}
        words = {"needed": _("%(n)s needed"), "advisable": _("%(n)s advisable")}
        lacking = [words[name] % {"n": n} for name, n in counted.items() if n]
        return ", ".join(lacking) or str(_("Ready"))
