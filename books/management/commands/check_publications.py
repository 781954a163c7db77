import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from books.publishing.records import RecordError
from books.publishing.upkeep import everything, miscounted


class Command(BaseCommand):
    help = "Say which publications differ from what is public now; exits with 1 if any does."

    def handle(self, *args: Any, **options: Any) -> None:
        drifts = 0
        for batch in tqdm(list(everything()), unit="batch", disable=not sys.stderr.isatty()):
            try:
                for drift in batch.drift():
                    drifts += 1
                    self.stdout.write(f"{drift.key.kind} {drift.key.object_id} {drift.reason}")
            except RecordError as error:
                drifts += 1
                self.stdout.write(str(error))
        wrong = miscounted()
        for (_site, name, value, *_), missing in wrong.items():
            self.stdout.write(f"count of {name} {value} has to change by {missing:+}")
        if drifts or wrong:
            raise CommandError(
                f"{drifts} publications differ, and {len(wrong)} counts;"
                " `manage.py rebuild_publications` repairs them."
            )
        self.stdout.write("All publications say what is public.")
