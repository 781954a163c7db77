from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from home.models import UserSession


class Command(BaseCommand):
    help = "Remove a user's authenticator app and recovery codes, and end the user's sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, username: str, **options: Any) -> None:
        if settings.TWO_FACTOR == "off":
            raise CommandError("TWO_FACTOR is off: nobody has a second factor.")
        from allauth.mfa.models import Authenticator

        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user “{username}”.")
        Authenticator.objects.filter(user=user).delete()
        UserSession.objects.filter(user=user).delete()
        self.stdout.write(f"{username} logs in with a password alone, until setting up another.")
