import os
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.tree import fill_in_publisher, make_tree, move_site


class Command(BaseCommand):
    help = (
        "Makes an empty site: home page, catalogue, publisher's settings, one administrator."
        " A site that is there moves to SITE_URL."
    )

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        made = [
            *make_tree(),
            *fill_in_publisher(name=settings.WAGTAIL_SITE_NAME),
            *make_administrator(),
        ]
        for thing in made:
            self.stdout.write(f"Made {thing}.")
        moved = move_site()
        for change in moved:
            self.stdout.write(change)
        if not made and not moved:
            self.stdout.write("The site is there: nothing to do.")


def check_password(password: str) -> None:
    """Raise CommandError, as for every password that someone chooses."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(f"ADMIN_PASSWORD: {' '.join(error.messages)}") from error


def make_administrator() -> list[str]:
    """The first user, with the password that ADMIN_PASSWORD gives or one that is told once."""
    users = get_user_model().objects
    if users.exists():
        return []
    given = os.environ.get("ADMIN_PASSWORD")
    if given:
        check_password(given)
    password = given or secrets.token_urlsafe(12)
    users.create_superuser("admin", password=password)
    if given:
        return ["the administrator “admin”, with the password of ADMIN_PASSWORD"]
    return [f"the administrator “admin”, with the password {password} (shown only now)"]
