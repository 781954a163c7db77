from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django_tasks import task

from books.models import PublisherSettings
from books.submissions.mails import plain_mail, send_owed
from home.newsletter.links import CONFIRM, UNSUBSCRIBE, link
from home.newsletter.models import NewsletterSubscription


@task()
def send_newsletter_mails(subscription_id: int) -> None:
    send_owed(NewsletterSubscription, subscription_id, owed_mails)


def owed_mails(subscription: NewsletterSubscription) -> Iterator[tuple[str, EmailMessage]]:
    if not subscription.is_subscribed:
        yield "mailed_at", to_confirm(subscription)


def to_confirm(subscription: NewsletterSubscription) -> EmailMessage:
    """Can be left with one click in the mail program (RFC 2369, section 3.2, and RFC 8058)."""
    publisher = PublisherSettings.of(subscription.site)
    return plain_mail(
        "home/newsletter/mails/confirm.txt",
        {"publisher": publisher, "confirm": link(CONFIRM, subscription)},
        subject=_("Confirm the newsletter of %(name)s") % {"name": publisher.name},
        to=subscription.email,
        headers={
            "List-Unsubscribe": f"<{link(UNSUBSCRIBE, subscription)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
