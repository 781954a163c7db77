from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def signer() -> Signer:
    return Signer(salt="books.draft-share", sep=".")


class DraftShareQuerySet(models.QuerySet):
    def of_token(self, token: str) -> "DraftShareQuerySet":
        """The share with this token; of a forged one the database is not asked."""
        try:
            return self.filter(pk=signer().unsign(token))
        except (BadSignature, UnicodeEncodeError):
            return self.none()

    def in_force(self) -> "DraftShareQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class DraftShare(models.Model):
    """Lets whoever has its token read the draft of one book, until it expires or is revoked."""

    book = models.ForeignKey(
        "books.BookPage",
        verbose_name=_("book"),
        on_delete=models.CASCADE,
        related_name="draft_shares",
    )
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    # Deleting a book ends its shares: they are no reason to keep it.
    wagtail_reference_index_ignore = True

    objects = DraftShareQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("shared draft")
        verbose_name_plural = _("shared drafts")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def token(self) -> str:
        """Its id and a signature: safe in addresses, and the same each time."""
        return signer().sign(self.pk)
