"""Wagtail's API tokens, in v2 and v3: one that is not accepted is refused, never passed over."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.models import APIToken

from config.api_throttles import unknown_tokens

NOT_ACCEPTED = "This token is not known, or has been revoked."

allow_anonymous = AllowAnonymous.__call__


def refuse_unknown_tokens() -> None:
    """Wagtail's v3 lets who brings one in as anonymous, where that is allowed."""
    AllowAnonymous.__call__ = allow_without_token


def allow_without_token(self: AllowAnonymous, request: HttpRequest) -> Any:
    return None if "Authorization" in request.headers else allow_anonymous(self, request)


class TokenAuthentication(BaseAuthentication):
    """For v2, where a token brings an allowance of its own, but shows nothing more."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, APIToken] | None:
        if "Authorization" not in request.headers:
            return None
        token = BearerTokenAuth()(request._request)
        if token is not None:
            return AnonymousUser(), token
        if not unknown_tokens.allow_request(request._request):
            raise Throttled(unknown_tokens.wait())
        raise AuthenticationFailed(NOT_ACCEPTED)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
