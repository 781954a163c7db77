"""Who needs a second factor (`settings.TWO_FACTOR`), and gets nowhere in the admin without."""

from collections.abc import Callable
from typing import Any

import swapper
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from home.sessions.models import UserSession

# What is needed to set one up, or to leave.
OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_inactive",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
APPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def connect() -> None:
    authenticator_added.connect(end_other_sessions)


def end_other_sessions(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Those were opened by a password alone."""
    sessions = UserSession.objects.filter(user=user)
    sessions.exclude(pk=request.session.session_key).delete()


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        is_admin = request.path_info.startswith("/admin/")
        if not is_admin or request.resolver_match.view_name in OPEN or not lacks_one(request.user):
            return None
        if request.method != "GET" or request.headers.get("X-Requested-With"):
            raise PermissionDenied
        messages.warning(request, _("Please set up an authenticator app first."))
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def lacks_one(user: AbstractBaseUser) -> bool:
    return user.is_authenticated and needs_one(user) and not is_mfa_enabled(user, APPS)


def needs_one(user: AbstractBaseUser) -> bool:
    match settings.TWO_FACTOR:
        case "everyone":
            return True
        case "publishers":
            return may_publish(user)
    return False


def may_publish(user: AbstractBaseUser) -> bool:
    """Or become someone who may."""
    pages = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    return pages.user_has_permission(user, "publish") or any(
        name.startswith("auth.") or ".publish_" in name for name in user.get_all_permissions()
    )
