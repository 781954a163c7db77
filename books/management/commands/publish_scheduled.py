from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from books.publishing.records import RecordError
from books.publishing.schedule import due_expiries, due_revisions, expire, go_live


class Command(BaseCommand):
    """Stands in for Wagtail's command of this name; several may run at the same time."""

    help = "Publish and unpublish what is due now."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publishes first: a version that is due may have put the expiry off."""
        failures = 0
        for revision_id in due_revisions():
            failures += not self.attempt("Published", go_live, revision_id)
        for model, pk in due_expiries():
            failures += not self.attempt("Expired", expire, model, pk)
        if failures:
            raise CommandError(f"{failures} could not be done; they will be tried again.")

    def attempt(self, done: str, step: Callable[..., str | None], *args: Any) -> bool:
        """Whether the step went well; one that fails stands in nobody else's way."""
        try:
            name = step(*args)
        except (RecordError, ValidationError) as error:
            self.stderr.write(f"Not {done.lower()}: {error}")
            return False
        if name:
            self.stdout.write(f"{done}: {name}")
        return True
