from typing import Any, Self

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from books.models import PublisherSettings
from books.submissions.forms import SubmissionForm
from home.newsletter.mails import send_newsletter_mails
from home.newsletter.models import SUBSCRIBED, NewsletterSubscription


def consent_of(publisher: PublisherSettings) -> str:
    """What readers agree to, in their language."""
    return _("Send me the newsletter of %(name)s. I can leave at any time, with one click.") % {
        "name": publisher.name
    }


class NewsletterSubscriptionForm(SubmissionForm):
    """Tells no one who is subscribed: it does the same, in the same steps, for any address."""

    class Meta:
        model = NewsletterSubscription
        fields = ["email", "consent"]

    send_mails = send_newsletter_mails

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site

    @classmethod
    def from_page(cls, site: Site, data: QueryDict | None = None) -> Self:
        """As a page shows it: the words that are agreed to are the site's, not the sender's."""
        if data is None:
            return cls(site)
        email, website = data.get("email", ""), data.get("website", "")
        return cls(
            site,
            {"email": email, "website": website, "consent": consent_of(PublisherSettings.of(site))},
        )

    def clean_email(self) -> str:
        return super().clean_email().lower()

    def store(self) -> NewsletterSubscription:
        """A new row, or the one that is there, brought up to date unless it is subscribed."""
        asked, now = self.instance, timezone.now()
        rows = NewsletterSubscription.objects.filter(site=asked.site, email=asked.email)
        NewsletterSubscription.objects.bulk_create([asked], ignore_conflicts=True)
        rows.exclude(SUBSCRIBED).update(
            consent=asked.consent,
            language=asked.language,
            requested_at=now,
            mail_due_at=now,
            mail_problems={},
        )
        return rows.get()
