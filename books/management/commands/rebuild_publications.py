import sys
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from books.models import Numbering
from books.publishing import shape
from books.publishing.records import RecordError
from books.publishing.upkeep import everything, look_again, recount


class Command(BaseCommand):
    help = "Make every publication again from what is public now; unchanged ones keep their number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-history",
            action="store_true",
            help="after a backup was restored: let every mirror start again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        for batch in tqdm(list(everything()), unit="batch", disable=not sys.stderr.isatty()):
            try:
                changed += batch.rebuild()
            except RecordError as error:
                raise CommandError(str(error)) from error
        changed += recount()
        look_again()
        shape.remember()
        if options["new_history"]:
            Numbering.objects.update(history=uuid.uuid4())
        self.stdout.write(f"{changed} publications changed." if changed else "Nothing to change.")
