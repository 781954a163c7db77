from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TokenQuerySet(models.QuerySet):
    """Of a model whose rows have a token: their id and a signature."""

    def of_token(self, token: str) -> "TokenQuerySet":
        """The row with this token; of a forged one the database is not asked."""
        try:
            return self.filter(pk=self.model.signer().unsign(token))
        except (BadSignature, UnicodeEncodeError):
            return self.none()


class DraftToken(models.Model):
    """What lets whoever has its token read one book as it is not published yet.

    `content` is a version of the book, in the form in which a revision stores it; empty, the
    token shows the latest version.
    """

    content = models.JSONField(_("version"), null=True, editable=False, encoder=DjangoJSONEncoder)

    # Deleting a book ends its tokens: they are no reason to keep it.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    @classmethod
    def signer(cls) -> Signer:
        return Signer(salt=cls.salt, sep=".")

    @property
    def token(self) -> str:
        """Safe in addresses, and the same each time."""
        return self.signer().sign(self.pk)

    def version(self) -> Any:
        """The book as it stood when it was stored, or as it was last saved."""
        if self.content is None:
            return self.book.get_latest_revision_as_object()
        return self.book.with_content_json(self.content)


class DraftShareQuerySet(TokenQuerySet):
    def in_force(self) -> "DraftShareQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class DraftShare(DraftToken):
    """A link for an author or a reviewer, until it expires or is revoked."""

    salt = "books.draft-share"

    book = models.ForeignKey(
        "books.BookPage",
        verbose_name=_("book"),
        on_delete=models.CASCADE,
        related_name="draft_shares",
    )
    label = models.CharField(
        _("for whom"), max_length=100, blank=True, help_text=_("For example: the author.")
    )
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    openings = models.PositiveIntegerField(_("opened"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True)

    objects = DraftShareQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("shared draft")
        verbose_name_plural = _("shared drafts")

    def __str__(self) -> str:
        return self.label or f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("shared_draft", args=[self.token])

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def count_opening(self) -> None:
        DraftShare.objects.filter(pk=self.pk).update(
            openings=F("openings") + 1, last_opened_at=timezone.now()
        )

    def revoke(self) -> None:
        """The first of two who revoke it at once says when."""
        DraftShare.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        self.refresh_from_db(fields=["revoked_at"])


class UnsavedDraftQuerySet(TokenQuerySet):
    def in_force(self) -> "UnsavedDraftQuerySet":
        return self.filter(updated_at__gt=timezone.now() - UnsavedDraft.LASTS)


class UnsavedDraft(DraftToken):
    """What an editor has typed, for the front ends of the publisher's in the preview pane."""

    salt = "books.unsaved-draft"
    LASTS = timedelta(hours=1)

    book = models.ForeignKey("books.BookPage", on_delete=models.CASCADE, related_name="+")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = UnsavedDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "editor"], name="one_unsaved_draft_per_editor")
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.editor_id}"

    @classmethod
    def keep(cls, book: Any, editor: Any) -> "UnsavedDraft":
        """Store the book as it stands in memory; forget what others have left behind."""
        cls.objects.filter(updated_at__lt=timezone.now() - cls.LASTS).delete()
        draft, _made = cls.objects.update_or_create(
            book_id=book.pk, editor=editor, defaults={"content": book.serializable_data()}
        )
        return draft
