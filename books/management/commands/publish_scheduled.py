from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from books.models import ScheduleFailure
from books.publishing.schedule import Step
from books.publishing.schedule_failures import forget_what_is_done, note_failure, steps_to_take

DONE = {
    ScheduleFailure.Action.PUBLISH: "Published",
    ScheduleFailure.Action.EXPIRE: "Expired",
}


class Command(BaseCommand):
    """Stands in for Wagtail's command of this name; several may run at the same time."""

    help = "Publish and unpublish what is due now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--patient",
            action="store_true",
            help="Leave what failed alone for five minutes, unless it has been saved since.",
        )

    def handle(self, *args: Any, patient: bool = False, **options: Any) -> None:
        failures, tried = 0, set()
        # What goes live may be past its expiry already.
        while steps := [step for step in steps_to_take(patient) if step not in tried]:
            failures += sum(not self.attempt(step) for step in steps)
            tried.update(steps)
        forget_what_is_done()
        if failures:
            raise CommandError(f"{failures} could not be done; they will be tried again.")

    def attempt(self, step: Step) -> bool:
        """Whether the step went well; one that fails stands in nobody else's way."""
        try:
            name = step.take()
        except Exception as error:
            note_failure(step, error)
            return False
        if name:
            self.stdout.write(f"{DONE[step.action]}: {name}")
        return True
