from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

one_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]",
    _("Leave out line breaks and control characters."),
    code="control_characters",
    inverse_match=True,
)
some_lines = RegexValidator(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]",
    _("Leave out control characters."),
    code="control_characters",
    inverse_match=True,
)


class Submission(models.Model):
    """What a reader sends us, and the mails that are owed for it, in the reader's language.

    `mail_due_at` says when to try next; it is empty once all are sent, or given up. Why one was
    given up, `mail_problems` says, by the field that would tell when it was sent.
    """

    language = models.CharField(
        _("language"), max_length=10, default=settings.LANGUAGE_CODE, editable=False
    )
    email = models.EmailField(_("e-mail"), validators=[one_line])
    requested_at = models.DateTimeField(_("requested"), default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, editable=False)
    mail_due_at = models.DateTimeField(
        _("mail due"), default=timezone.now, null=True, editable=False, db_index=True
    )
    mail_problems = models.JSONField(default=dict, editable=False)

    # What readers send is no use of a page that an editor should hear of.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    @property
    def mail_problem(self) -> str:
        return "; ".join(self.mail_problems.values())
