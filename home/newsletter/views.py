"""The form for the newsletter, and where the links in its mails lead.

Opening a link changes nothing, its button does. The signed token in the address is all that is
needed: no cookie, no login. So a mail program can unsubscribe by itself (RFC 8058, section 3.1).
"""

from functools import partial

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from books.models import PublisherSettings
from books.submissions.pages import receive
from home.newsletter import links
from home.newsletter.forms import NewsletterSubscriptionForm
from home.newsletter.mails import send_newsletter_mails
from home.newsletter.models import NewsletterSubscription

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@read_or_send
def subscribe(request: HttpRequest) -> HttpResponse:
    """Says the same whether the address is subscribed or not."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = NewsletterSubscriptionForm.from_page(site, sent)
    thanks = reverse("newsletter_thanks")
    return receive(request, form, "home/newsletter/subscribe.html", {}, thanks)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "home/newsletter/thanks.html")


@csrf_exempt
@never_cache
@read_or_send
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    subscription = links.to_confirm(token)
    if subscription is None:
        return dead_link(request)
    if request.method == "POST":
        welcome(subscription)
    code = PublisherSettings.of(subscription.site).newsletter_code
    context = {"subscription": subscription, "code": code}
    return render(request, "home/newsletter/confirm.html", context)


@transaction.atomic
def welcome(subscription: NewsletterSubscription) -> None:
    """Confirms, and has the mail with the code sent the first time."""
    if subscription.confirm():
        transaction.on_commit(partial(send_newsletter_mails.enqueue, subscription.pk), robust=True)


@csrf_exempt
@never_cache
@read_or_send
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    subscription = links.to_unsubscribe(token)
    if subscription is None:
        return dead_link(request)
    if request.method == "POST":
        subscription.unsubscribe()
    return render(request, "home/newsletter/unsubscribe.html", {"subscription": subscription})


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "home/newsletter/dead_link.html", status=404)
