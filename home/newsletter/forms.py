from typing import Any

from django.utils import timezone
from wagtail.models import Site

from books.submissions.forms import SubmissionForm
from home.newsletter.mails import send_newsletter_mails
from home.newsletter.models import SUBSCRIBED, NewsletterSubscription


class NewsletterSubscriptionForm(SubmissionForm):
    """Tells no one who is subscribed: it does the same, in the same steps, for any address."""

    class Meta:
        model = NewsletterSubscription
        fields = ["email", "consent"]

    send_mails = send_newsletter_mails

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site

    def clean_email(self) -> str:
        return super().clean_email().lower()

    def store(self) -> NewsletterSubscription:
        """A new row, or the one that is there, brought up to date unless it is subscribed."""
        asked, now = self.instance, timezone.now()
        rows = NewsletterSubscription.objects.filter(site=asked.site, email=asked.email)
        NewsletterSubscription.objects.bulk_create([asked], ignore_conflicts=True)
        rows.exclude(SUBSCRIBED).update(consent=asked.consent, requested_at=now, mail_due_at=now)
        return rows.get()
