"""The views of home and content pages, the newsletter's subscribers, and the menu of what readers
send us."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.options import ModelAdminGroup

from books.admin.conflicts import PublishedPageViewSet
from books.admin.reader_requests import ExamCopyRequestAdmin, ReaderRequestAdmin
from home.models import ContentPage, HomePage
from home.newsletter.models import SUBSCRIBED, NewsletterSubscription

LEFT = Q(unsubscribed_at__isnull=False)
STATES = {
    "subscribed": (gettext_lazy("Subscribed"), SUBSCRIBED),
    "waiting": (gettext_lazy("Not confirmed yet"), ~SUBSCRIBED & ~LEFT),
    "left": (gettext_lazy("Left"), LEFT),
}


class StateFilter(SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple]:
        return [(name, label) for name, (label, _rows) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(STATES[self.value()][1]) if self.value() in STATES else queryset


class NewsletterSubscriptionAdmin(ReaderRequestAdmin):
    model = NewsletterSubscription
    menu_label = gettext_lazy("Newsletter subscribers")
    menu_icon = "group"
    list_display = ["email", "site", "requested_at", "state"]
    list_filter = [StateFilter, "requested_at"]
    list_select_related = ["site"]
    search_fields = ["email"]
    list_export = [
        *("email", "site", "language", "state", "requested_at", "confirmed_at"),
        *("unsubscribed_at", "consent"),
    ]
    export_filename = "newsletter-subscribers"
    inspect_view_fields = [
        *("email", "site", "language", "consent", "requested_at", "mailed_at"),
        *("confirmed_at", "welcomed_at", "unsubscribed_at"),
    ]

    def state(self, subscription: NewsletterSubscription) -> str:
        if subscription.is_subscribed:
            return _("Subscribed")
        return _("Left") if subscription.unsubscribed_at else _("Not confirmed yet")

    state.short_description = gettext_lazy("state")


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
