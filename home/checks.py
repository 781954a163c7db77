"""A public server never runs with a demo user: their password is in the source."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from home.demo_users import demo_users_exist


def refuse_demo_users() -> None:
    """Raises ImproperlyConfigured, also when the database cannot be asked."""
    try:
        usernames = ", ".join(user.get_username() for user in demo_users_exist())
    except DatabaseError as error:
        raise ImproperlyConfigured(
            "PRODUCTION cannot look for demo users: the database is away or not migrated."
        ) from error
    if usernames:
        raise ImproperlyConfigured(
            f"PRODUCTION refuses users with the demo password: {usernames}."
            " Delete them, or give them passwords of their own."
        )


@register(Tags.security, deploy=True)
def check_demo_users(**kwargs: Any) -> list[CheckMessage]:
    try:
        refuse_demo_users()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="home.E001")]
    return []
