import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from books.publishing import shape
from books.publishing.records import RecordError
from books.publishing.upkeep import everything


class Command(BaseCommand):
    help = "Make every publication again from what is public now; unchanged ones keep their number."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        for batch in tqdm(list(everything()), unit="batch", disable=not sys.stderr.isatty()):
            try:
                changed += batch.rebuild()
            except RecordError as error:
                raise CommandError(str(error)) from error
        shape.remember()
        self.stdout.write(f"{changed} publications changed." if changed else "Nothing to change.")
