from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from books.models.submission import Submission, some_lines

SUBSCRIBED = Q(confirmed_at__isnull=False, unsubscribed_at=None)


class NewsletterSubscription(Submission):
    """Who asked for a site's newsletter, and agreed to which words when.

    Someone is subscribed from confirming to leaving; who asks again after that is subscribed
    again only by confirming again.
    """

    site = models.ForeignKey(
        "wagtailcore.Site",
        verbose_name=_("site"),
        on_delete=models.CASCADE,
        related_name="newsletter_subscriptions",
    )
    consent = models.TextField(
        _("agreed to"),
        max_length=500,
        validators=[some_lines],
        help_text=_("The words beside the field, as the reader saw them."),
    )
    welcomed_at = models.DateTimeField(_("welcomed"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("site", Lower("email"), name="one_subscription_per_email")
        ]
        ordering = ["-requested_at"]
        verbose_name = _("newsletter subscription")
        verbose_name_plural = _("newsletter subscriptions")

    def __str__(self) -> str:
        return self.email

    @property
    def is_subscribed(self) -> bool:
        return bool(self.confirmed_at and not self.unsubscribed_at)

    def confirm(self) -> bool:
        """Whether that was new; a mail that welcomes the reader is then due."""
        if self.is_subscribed:
            return False
        self.confirmed_at = self.mail_due_at = timezone.now()
        self.unsubscribed_at = self.welcomed_at = None
        self.mail_problems = {}
        changed = ("confirmed_at", "mail_due_at", "mail_problems", "unsubscribed_at", "welcomed_at")
        self.save(update_fields=changed)
        return True

    def unsubscribe(self) -> None:
        self.unsubscribed_at = self.unsubscribed_at or timezone.now()
        self.mail_due_at = None
        self.save(update_fields=["unsubscribed_at", "mail_due_at"])
