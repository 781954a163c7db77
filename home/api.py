"""`/api/v3/newsletter-subscriptions/`: a reader asks for the newsletter."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Status
from wagtail.models import Site

from books.api.submissions import RESPONSES, SubmissionIn, receive, text
from home.models import NewsletterSubscription
from home.newsletter.forms import NewsletterSubscriptionForm

router = Router(tags=["newsletter"])


class NewsletterSubscriptionIn(SubmissionIn):
    """An address, and the words that its owner agreed to."""

    consent: Annotated[
        str,
        text(
            NewsletterSubscription,
            "consent",
            "The words beside the field, as your app showed them to the reader.",
            "Send me the monthly letter of Frontlist Press. I can leave at any time.",
        ),
    ]


@router.post(
    "/",
    response=RESPONSES,
    url_name="create_newsletter_subscription",
    operation_id="newsletter_subscriptions_create",
    summary="Ask for the newsletter",
    description=(
        "A mail with a link to confirm goes to the address, unless it is subscribed already;"
        " the answer is the same. The newsletter is that of the site asked."
    ),
)
def create_newsletter_subscription(request: HttpRequest, data: NewsletterSubscriptionIn) -> Status:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("There is no site at this address.")
    return receive(request, NewsletterSubscriptionForm(site, data.model_dump()))
