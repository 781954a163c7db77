"""Who needs a second factor (`settings.TWO_FACTOR`), and gets nowhere in the admin without.

Whoever has one, needing it or not, must have used it in this very session: that holds however the
session came about, be it by a login of Wagtail's while the setting was off.
"""

from collections.abc import Callable
from typing import Any

import swapper
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from home.sessions.models import UserSession
from home.sign_in import codes

# In the session: whose second factor was used.
USED_BY = "second_factor"
# What is needed to set one up, to choose a password for that, or to leave.
OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_inactive",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
APPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def connect() -> None:
    authenticator_used.connect(remember_use)
    authenticator_added.connect(remember_use)
    authenticator_added.connect(end_other_sessions)
    authenticator_added.connect(use_up_code)


def remember_use(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    request.session[USED_BY] = user.pk


def end_other_sessions(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Those were opened by a password alone."""
    sessions = UserSession.objects.filter(user=user)
    sessions.exclude(pk=request.session.session_key).delete()


def use_up_code(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """The one that showed that the app is set up logs nobody in."""
    if authenticator.type == Authenticator.Type.TOTP:
        codes.use(authenticator.pk, request.POST.get("code", ""))


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        is_admin = request.path_info.startswith("/admin/")
        if not is_admin or request.resolver_match.view_name in OPEN or request.user.is_anonymous:
            return None
        if is_mfa_enabled(request.user, APPS):
            return None if request.session.get(USED_BY) == request.user.pk else ask_again(request)
        return lead_to_setup(request) if needs_one(request.user) else None


def ask_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    refuse_programs(request)
    return redirect_to_login(request.get_full_path())


def lead_to_setup(request: HttpRequest) -> HttpResponse:
    refuse_programs(request)
    messages.warning(request, _("Please set up an authenticator app first."))
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def refuse_programs(request: HttpRequest) -> None:
    """Raise PermissionDenied for what does not show pages to people."""
    if request.method != "GET" or request.headers.get("X-Requested-With"):
        raise PermissionDenied


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
