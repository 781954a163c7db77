"""Sessions in the database, each with its user (`settings.SESSION_ENGINE`)."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Model


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Model]:
        from home.sessions.models import UserSession

        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> Model:
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session
