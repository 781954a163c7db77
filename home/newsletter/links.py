"""The links in mails: a signed token says whose subscription, asked for when, for which act."""

from datetime import datetime

from django.core import signing
from django.urls import reverse

from home.newsletter.models import NewsletterSubscription

CONFIRM, UNSUBSCRIBE = "newsletter_confirm", "newsletter_unsubscribe"
# Seconds.
TIME_TO_CONFIRM = 7 * 24 * 60 * 60


def link(act: str, subscription: NewsletterSubscription) -> str:
    """An absolute URL; `act` is CONFIRM or UNSUBSCRIBE."""
    token = signing.dumps([subscription.pk, subscription.requested_at.isoformat()], salt=act)
    return subscription.site.root_url + reverse(act, args=[token])


def to_confirm(token: str) -> NewsletterSubscription | None:
    """None for a token that is forged, too old, for another act, or from before its owner left."""
    subscription, asked_at = subscription_of(token, CONFIRM, TIME_TO_CONFIRM)
    left_at = subscription and subscription.unsubscribed_at
    return None if left_at and asked_at < left_at else subscription


def to_unsubscribe(token: str) -> NewsletterSubscription | None:
    """None for a token that is forged or for another act; this one never grows too old."""
    return subscription_of(token, UNSUBSCRIBE)[0]


def subscription_of(
    token: str, act: str, max_age: int | None = None
) -> tuple[NewsletterSubscription | None, datetime]:
    """The row, unless it is deleted, and when the mail with this token was asked for."""
    try:
        pk, asked_at = signing.loads(token, salt=act, max_age=max_age)
    except signing.BadSignature:
        return None, datetime.min
    rows = NewsletterSubscription.objects.select_related("site")
    return rows.filter(pk=pk).first(), datetime.fromisoformat(asked_at)
