"""Who comes from the OpenID provider: users of ours, whom it knows by a verified e-mail address.

Nobody becomes a user that way. The first time, a user is found by the address, which must be one
user's alone; from then on by what the provider calls them (OpenID Connect Core 1.0, section 2,
`sub`), whatever becomes of the address.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("wagtailadmin_account")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raise ImmediateHttpResponse for whom we do not know."""
        if not is_about_one_person(sociallogin.account.extra_data):
            refuse(request)
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        user = user_of(sociallogin)
        if user is None:
            refuse(request)
        sociallogin.connect(request, user)


def is_about_one_person(data: dict[str, Any]) -> bool:
    """Whether userinfo and ID token have one subject (OpenID Connect Core 1.0, section 5.3.2)."""
    parts = [data[name] for name in ("userinfo", "id_token") if name in data]
    return "id_token" in data and len({each.get("sub") for each in parts}) == 1


def user_of(sociallogin: SocialLogin) -> AbstractUser | None:
    """The one user with a verified address of theirs."""
    addresses = [each.email for each in sociallogin.email_addresses if each.verified]
    if len(addresses) != 1:
        return None
    users = get_user_model().objects.filter(email__iexact=addresses[0], is_active=True)[:2]
    return users[0] if len(users) == 1 else None


def refuse(request: HttpRequest) -> None:
    messages.error(
        request,
        _("There is no user with your verified e-mail address. Please ask an administrator."),
    )
    raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
