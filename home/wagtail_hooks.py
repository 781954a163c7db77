"""Registrations only."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from home.admin import ContentPageViewSet, HomePageViewSet, ReaderRequests
from home.sessions import views as sessions
from home.sessions.logins import end_sessions_after_bulk_action

for viewset in (HomePageViewSet, ContentPageViewSet):
    hooks.register("register_admin_viewset", viewset)
modeladmin_register(ReaderRequests)
hooks.register("register_log_actions", sessions.register_log_actions)
hooks.register("after_bulk_action", end_sessions_after_bulk_action)


@hooks.register("register_admin_urls")
def session_urls() -> list[URLPattern]:
    return [path("sessions/", sessions.SessionsView.as_view(), name="user_sessions")]


class SessionsMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(sessions.VIEW)


@hooks.register("register_reports_menu_item")
def sessions_menu_item() -> MenuItem:
    return SessionsMenuItem(_("Sessions"), reverse_lazy("user_sessions"), icon_name="user")


@hooks.register("register_account_menu_item")
def second_factor_menu_item(request: HttpRequest) -> dict[str, str] | None:
    if settings.TWO_FACTOR == "off":
        return None
    return {
        "url": reverse("mfa_index"),
        "label": _("Two-factor login"),
        "help_text": _("An authenticator app, and codes for the day it is lost."),
    }


@hooks.register("register_permissions")
def session_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="home", content_type__model="usersession"
    )
