"""Sessions that know their users: Django's, with one column more."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from home.sessions.logins import LOGIN


class UserSessionManager(BaseSessionManager):
    def of_users(self) -> models.QuerySet[UserSession]:
        """Of people who may be logged in with them; the last ones first."""
        return (
            self.filter(user__is_active=True, expire_date__gt=timezone.now())
            .select_related("user")
            .order_by("user__username", "-expire_date", "session_key")
        )

    def forget(self) -> None:
        """Delete what is no login any more: expired, or of people who may not come back with it."""
        over = models.Q(expire_date__lt=timezone.now()) | models.Q(user__is_active=False)
        self.filter(over).delete()


class UserSession(AbstractBaseSession):
    # What is left of a user who was deleted meanwhile is nobody's, and no fault.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="+",
    )

    objects = UserSessionManager()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ("view", "delete")
        verbose_name = _("session of a user")
        verbose_name_plural = _("sessions of users")

    @classmethod
    def get_session_store_class(cls) -> type:
        from home.sessions.store import SessionStore

        return SessionStore

    @cached_property
    def data(self) -> dict[str, Any]:
        return self.get_decoded()

    @property
    def is_in_force(self) -> bool:
        """Whether the user has had the same password ever since."""
        stored = self.data.get(HASH_SESSION_KEY, "")
        user: AbstractBaseUser = self.user
        hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        return any(constant_time_compare(stored, each) for each in hashes)

    @property
    def public_key(self) -> str:
        """Names the session in a page: its own key would let whoever sees it in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()

    @property
    def login(self) -> dict[str, str]:
        return self.data.get(LOGIN, {})

    @property
    def started_at(self) -> datetime | None:
        return self.time("at")

    @property
    def seen_at(self) -> datetime | None:
        return self.time("seen")

    def time(self, name: str) -> datetime | None:
        return datetime.fromisoformat(self.login[name]) if name in self.login else None
