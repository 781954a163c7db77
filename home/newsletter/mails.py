from collections.abc import Iterator

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django_tasks import task

from books.models import PublisherSettings
from books.submissions.mails import plain_mail, send_owed
from books.task_queue import MAIL
from home.newsletter.links import CONFIRM, UNSUBSCRIBE, link
from home.newsletter.models import NewsletterSubscription


@task(queue_name=MAIL)
def send_newsletter_mails(subscription_id: int) -> None:
    send_owed(NewsletterSubscription, subscription_id, owed_mails)


def owed_mails(subscription: NewsletterSubscription) -> Iterator[tuple[str, EmailMessage]]:
    publisher = PublisherSettings.of(subscription.site)
    if not subscription.is_subscribed:
        yield "mailed_at", to_confirm(subscription, publisher)
    elif not subscription.welcomed_at and publisher.newsletter_code:
        yield "welcomed_at", to_welcome(subscription, publisher)


def to_confirm(subscription: NewsletterSubscription, publisher: PublisherSettings) -> EmailMessage:
    return plain_mail(
        "home/newsletter/mails/confirm.txt",
        {"publisher": publisher, "confirm": link(CONFIRM, subscription)},
        subject=_("Confirm the newsletter of %(name)s") % {"name": publisher.name},
        to=subscription.email,
        headers=one_click(subscription),
    )


def to_welcome(subscription: NewsletterSubscription, publisher: PublisherSettings) -> EmailMessage:
    """With the discount code, which nobody hears of before."""
    return plain_mail(
        "home/newsletter/mails/welcome.txt",
        {"publisher": publisher, "leave": link(UNSUBSCRIBE, subscription)},
        subject=_("Welcome to the newsletter of %(name)s") % {"name": publisher.name},
        to=subscription.email,
        headers=one_click(subscription),
    )


def one_click(subscription: NewsletterSubscription) -> dict[str, str]:
    """By which a mail program leaves for its reader (RFC 2369, section 3.2, and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link(UNSUBSCRIBE, subscription)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
