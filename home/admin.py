"""The views of home and content pages, the newsletter's subscribers, and the menu of what readers
send us."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn
from wagtail_modeladmin.options import ModelAdminGroup

from books.admin.conflicts import PublishedPageViewSet
from books.admin.reader_requests import (
    MAIL_PROBLEM,
    ExamCopyRequestAdmin,
    ReaderRequestAdmin,
    ReaderRequestFilters,
    filter_by_state,
)
from home.models import ContentPage, HomePage
from home.newsletter.models import SUBSCRIBED, NewsletterSubscription

LEFT = Q(unsubscribed_at__isnull=False)
STATES = {
    "subscribed": (gettext_lazy("Subscribed"), SUBSCRIBED),
    "waiting": (gettext_lazy("Not confirmed yet"), ~SUBSCRIBED & ~LEFT),
    "left": (gettext_lazy("Left"), LEFT),
}


def describe_state(subscription: NewsletterSubscription) -> str:
    if subscription.is_subscribed:
        return _("Subscribed")
    return _("Left") if subscription.unsubscribed_at else _("Not confirmed yet")


describe_state.short_description = gettext_lazy("state")


class SubscriptionFilters(ReaderRequestFilters):
    state = filter_by_state([(name, label) for name, (label, _rows) in STATES.items()])

    class Meta:
        model = NewsletterSubscription
        fields = ["state", "requested_at"]

    def in_state(self, subscriptions: QuerySet, name: str, value: str) -> QuerySet:
        return subscriptions.filter(STATES[value][1])


class NewsletterSubscriptionAdmin(ReaderRequestAdmin):
    model = NewsletterSubscription
    menu_label = gettext_lazy("Newsletter subscribers")
    menu_icon = "group"
    list_display = [
        "email",
        "site",
        DateColumn("requested_at", label=gettext_lazy("Requested"), sort_key="requested_at"),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=describe_state,
            primary=lambda subscription: subscription.is_subscribed,
        ),
        MAIL_PROBLEM,
    ]
    filterset_class = SubscriptionFilters
    list_select_related = ["site"]
    search_fields = ["email"]
    list_export = [
        *("email", "site", "language", "state", "requested_at", "confirmed_at"),
        *("unsubscribed_at", "consent"),
    ]
    export_filename = "newsletter-subscribers"
    inspect_view_fields = [
        *("email", "site", "language", "consent", "requested_at", "mailed_at"),
        "mail_problem",
        *("confirmed_at", "welcomed_at", "unsubscribed_at"),
    ]
    state = staticmethod(describe_state)


class ReaderRequests(ModelAdminGroup):
    menu_label = gettext_lazy("Reader requests")
    menu_item_name = "reader-requests"
    menu_icon = "mail"
    menu_order = 150
    items = (ExamCopyRequestAdmin, NewsletterSubscriptionAdmin)


class HomePageViewSet(PublishedPageViewSet):
    model = HomePage


class ContentPageViewSet(PublishedPageViewSet):
    model = ContentPage
