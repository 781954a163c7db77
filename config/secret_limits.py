"""How often strangers may try a secret, or have a mail sent: one limit before all such views.

Of passwords, codes and tokens only what fails counts: per address (LOGIN_RATE), so that an office
behind one address can work, and per account (LOGIN_RATE_PER_ACCOUNT), whatever addresses a guess
comes from. Mails that anybody can have sent count each time, as forms do. A test looks through
all addresses for views that take a secret, and are not named here.
"""

import math
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from books.client_address import network_of
from books.submissions.throttle import AddressAllowance, Allowance, EmailAllowance
from config import known_browsers

View = Callable[..., HttpResponse]
USER = "user "
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Secret(NamedTuple):
    """What a view takes: whose it is (nobody's in particular if empty), and when it was wrong."""

    account: Callable[[HttpRequest, dict[str, Any]], str]
    is_wrong: Callable[[HttpResponse], bool]
    # Of links, each method tries one.
    is_link: bool = False

    def is_tried(self, request: HttpRequest) -> bool:
        return self.is_link or request.method not in SAFE


def is_no_redirect(response: HttpResponse) -> bool:
    """Forms are shown again over what is wrong, and lead on otherwise; a fault is no guess."""
    return not 300 <= response.status_code < 400 and response.status_code < 500


def is_not_found(response: HttpResponse) -> bool:
    return response.status_code == HTTPStatus.NOT_FOUND


def is_dead_link(response: HttpResponse) -> bool:
    """Of Django's page for a new password, which answers 200 to a link that has ended."""
    return (getattr(response, "context_data", None) or {}).get("validlink") is False


def typed_name(field: str, request: HttpRequest, arguments: dict[str, Any]) -> str:
    user_model = get_user_model()
    name = user_model.normalize_username(request.POST.get(field, ""))
    return f"{USER}{name.strip().casefold()}"


def own_name(request: HttpRequest, arguments: dict[str, Any]) -> str:
    return f"{USER}{request.user.get_username().casefold()}"


def restriction(kind: str, argument: str, request: HttpRequest, arguments: dict[str, Any]) -> str:
    return f"{kind} {arguments[argument]}"


def nobody(request: HttpRequest, arguments: dict[str, Any]) -> str:
    return ""


login = Secret(partial(typed_name, "username"), is_no_redirect)
link = Secret(nobody, is_not_found, is_link=True)
own_password = Secret(own_name, is_no_redirect)
from_provider = Secret(nobody, is_no_redirect, is_link=True)
page_password = Secret(partial(restriction, "page", "page_view_restriction_id"), is_no_redirect)
file_password = Secret(partial(restriction, "files", "restriction_id"), is_no_redirect)

# By the names of views.
SECRETS = {
    "wagtailadmin_login": login,
    "wagtailcore_login": login,
    "admin:login": login,
    "account_login": Secret(partial(typed_name, "login"), is_no_redirect),
    "account_reauthenticate": own_password,
    # allauth counts the codes of each user by itself.
    "mfa_authenticate": Secret(nobody, is_no_redirect),
    "mfa_reauthenticate": own_password,
    "mfa_activate_totp": own_password,
    "openid_connect_callback": from_provider,
    "wagtailadmin_account": own_password,
    "wagtailadmin_password_reset_confirm": link._replace(is_wrong=is_dead_link),
    "wagtailcore_authenticate_with_password": page_password,
    "wagtaildocs_authenticate_with_password": file_password,
    "shared_draft": link,
    "newsletter_confirm": link,
    "newsletter_unsubscribe": link,
}
MAILS = {"wagtailadmin_password_reset"}
# Each asks the provider, and stores where the login is to lead.
STARTS = {"openid_connect_login"}
# The account's page takes much besides a password.
OLD_PASSWORD = {"wagtailadmin_account": "password-old_password"}


class SecretLimitMiddleware:
    """Stands behind those that find the user and refuse forged forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if attempt := getattr(request, "secret_attempt", None):
            attempt.settle(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: View, arguments: tuple, named: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if name in MAILS and request.method == "POST":
            allowances = mail_allowances(request)
        elif name in STARTS:
            rate = settings.LOGIN_RATE_PER_ACCOUNT
            allowances = [Allowance(rate, "starts", network_of(request))]
        elif secret := secret_of(name, request):
            account = secret.account(request, named)
            allowances = secret_allowances(request, account)
            request.secret_attempt = Attempt(secret, allowances)
        else:
            return None
        wait = first_wait(request, allowances)
        return too_many(request, wait) if wait else None


def secret_of(name: str, request: HttpRequest) -> Secret | None:
    """What this request has to prove, if anything."""
    secret = SECRETS.get(name)
    if secret is None or not secret.is_tried(request):
        return None
    field = OLD_PASSWORD.get(name)
    return None if field and not request.POST.get(field) else secret


def mail_allowances(request: HttpRequest) -> list[Allowance]:
    """Whether or not there is anybody with this address: all the same to who asks."""
    return [AddressAllowance(request), EmailAllowance(request.POST.get("email", ""))]


def secret_allowances(request: HttpRequest, account: str) -> list[Allowance]:
    allowances = [Allowance(settings.LOGIN_RATE, "secrets", network_of(request))]
    if account:
        ident = f"{account} {known_browsers.find(request, account)}"
        allowances.append(Allowance(settings.LOGIN_RATE_PER_ACCOUNT, "account", ident))
    return allowances


def first_wait(request: HttpRequest, allowances: list[Allowance]) -> int:
    """In this order: what an address may not even try counts on no account."""
    waits = (each.seconds_to_wait(request) for each in allowances)
    return next(filter(None, waits), 0)


class Attempt:
    """Counts as wrong until its answer says that it was right, so that none run side by side."""

    def __init__(self, secret: Secret, allowances: list[Allowance]):
        self.secret, self.allowances = secret, allowances

    def settle(self, request: HttpRequest, response: HttpResponse) -> None:
        """Remember the browser for whoever is logged in now, whatever name was typed.

        allauth leads on without a look at the password who is logged in, or has only the code
        to give yet.
        """
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or self.secret.is_wrong(response):
            return
        for allowance in self.allowances:
            allowance.give_back()
        if request.path_info.startswith(known_browsers.PATH) and request.user.is_authenticated:
            known_browsers.remember(response, own_name(request, {}))


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    minutes = math.ceil(wait / 60)
    words = ngettext(
        "There were too many attempts. Please try again in %(n)d minute.",
        "There were too many attempts. Please try again in %(n)d minutes.",
        minutes,
    )
    context = {"words": words % {"n": minutes}}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
