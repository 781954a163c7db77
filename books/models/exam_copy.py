from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from books.codes import Form
from books.models.submission import Submission, one_line, some_lines

WAITING = {"handled_at": None, "handled_by": None}


class ExamCopyRequest(Submission):
    """A teacher's wish to see a book before it is put on a reading list.

    The publisher is told of it (`forwarded_at`) and the teacher thanked (`mailed_at`), each by
    mail. A request outlives its book.
    """

    book = models.ForeignKey(
        "books.BookPage",
        verbose_name=_("book"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="exam_copy_requests",
    )
    name = models.CharField(_("name"), max_length=150, validators=[one_line])
    institution = models.CharField(_("institution"), max_length=200, validators=[one_line])
    department = models.CharField(
        _("department"), max_length=200, blank=True, validators=[one_line]
    )
    course = models.CharField(_("course"), max_length=200, validators=[one_line])
    enrolment = models.PositiveIntegerField(
        _("students expected"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    term = models.CharField(_("term"), max_length=100, blank=True, validators=[one_line])
    form = models.CharField(_("form wanted"), max_length=20, blank=True, choices=Form.choices)
    address = models.TextField(
        _("postal address"),
        max_length=500,
        blank=True,
        validators=[some_lines],
        help_text=_("Needed only for a printed copy."),
    )
    comments = models.TextField(_("comments"), max_length=2000, blank=True, validators=[some_lines])
    forwarded_at = models.DateTimeField(_("forwarded"), null=True, editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, editable=False, db_index=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("exam copy request")
        verbose_name_plural = _("exam copy requests")

    def __str__(self) -> str:
        return f"{self.book_title}: {self.name}, {self.institution}"

    def mark(self, handled: bool, user: Any) -> bool:
        """As handled by this user, or as not handled after all; whether that was new.

        Of two who do the same at once, one does it and is logged.
        """
        state = {"handled_at": timezone.now(), "handled_by": user} if handled else WAITING
        others = ExamCopyRequest.objects.filter(pk=self.pk, handled_at__isnull=handled)
        with transaction.atomic():
            if not others.update(**state):
                return False
            action = "books.handle_request" if handled else "books.reopen_request"
            log(self, action, user=user)
        self.refresh_from_db(fields=state)
        return True

    @property
    def book_title(self) -> str:
        return self.book.title if self.book else str(_("a book that is no longer here"))
