"""Who comes from the OpenID provider: users of ours, whom it knows by a verified e-mail address.

Nobody becomes a user that way. The first time, a user is found by the address, which must be one
user's alone; from then on by what the provider calls them (OpenID Connect Core 1.0, section 2,
`sub`), whatever becomes of the address.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raise ImmediateHttpResponse for whom we do not know.

        Nor does anyone tie a login of theirs to the user whose browser they have got (`connect`).
        """
        is_login = sociallogin.state.get("process") == AuthProcess.LOGIN
        if not is_login or not is_about_one_person(sociallogin.account.extra_data):
            refuse(request)
        if sociallogin.is_existing:
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
    return users[0] if len(users) == 1 and is_same(users[0].email, addresses[0]) else None


def is_same(one: str, other: str) -> bool:
    """Only letters of ASCII are alike in two cases.

    PostgreSQL takes a Turkish dotless i for an i, and Unicode “ß” for “ss”; but whoever owns the
    one domain need not own the other.
    """
    return one == other or (f"{one}{other}".isascii() and one.lower() == other.lower())


def refuse(request: HttpRequest) -> None:
    messages.error(
        request,
        _("There is no user with your verified e-mail address. Please ask an administrator."),
    )
    raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
