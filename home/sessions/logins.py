"""What a session remembers of its login, and when it was used last; what ends with its user.

Seen is who sends something, which the page's editing form does by itself as long as it is open:
reading writes nothing to the database, and sending does so once in a while.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from books.client_address import client_address

LOGIN = "login"
SEEN_EVERY = timedelta(minutes=5)
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
LONGEST_BROWSER = 200


def connect() -> None:
    user_logged_in.connect(remember_login)
    post_save.connect(end_sessions_of_inactive, sender=get_user_model())


def remember_login(request: HttpRequest, **kwargs: Any) -> None:
    now = timezone.now().isoformat()
    request.session[LOGIN] = {
        "at": now,
        "seen": now,
        "address": client_address(request),
        "browser": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER],
    }


def end_sessions_of_inactive(instance: AbstractUser, **kwargs: Any) -> None:
    """For good: they do not come back with the user."""
    from home.sessions.models import UserSession

    if not instance.is_active:
        UserSession.objects.filter(user=instance).delete()


def end_sessions_after_bulk_action(request: HttpRequest, action_type: str, *args: Any) -> None:
    """An `after_bulk_action` hook: Wagtail makes many users inactive past all signals."""
    from home.sessions.models import UserSession

    if action_type == "set_active_state":
        UserSession.objects.forget()


class LastSeenMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES:
            see(request)
        return self.get_response(request)


def see(request: HttpRequest) -> None:
    login, now = request.session.get(LOGIN), timezone.now()
    if login and datetime.fromisoformat(login["seen"]) < now - SEEN_EVERY:
        request.session[LOGIN] = login | {
            "seen": now.isoformat(),
            "address": client_address(request),
        }
