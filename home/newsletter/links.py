"""The links in mails: a signed token says whose subscription it is, and for which act."""

from django.core import signing
from django.urls import reverse

from home.newsletter.models import NewsletterSubscription

CONFIRM, UNSUBSCRIBE = "newsletter_confirm", "newsletter_unsubscribe"
# Seconds.
TIME_TO_CONFIRM = 7 * 24 * 60 * 60


def link(act: str, subscription: NewsletterSubscription) -> str:
    """An absolute URL; `act` is CONFIRM or UNSUBSCRIBE."""
    token = signing.dumps(subscription.pk, salt=act)
    return subscription.site.root_url + reverse(act, args=[token])


def subscription_of(
    token: str, act: str, max_age: int | None = None
) -> NewsletterSubscription | None:
    """None for a token that is forged, too old, for another act or of a deleted row."""
    try:
        pk = signing.loads(token, salt=act, max_age=max_age)
    except signing.BadSignature:
        return None
    return NewsletterSubscription.objects.select_related("site").filter(pk=pk).first()
