import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from books.imports.book_copy import BookCopy, CopyError
from books.imports.copy import read_copy
from books.imports.copy_draft import ImportedCopy, dollar_of, import_copy
from books.imports.copy_lines import LARGEST
from books.models import BookIndexPage
from books.publishing.records import RecordError


class Command(BaseCommand):
    help = "Makes a draft of a book from each file of marketing copy, or updates the one it made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument("--publish", action="store_true", help="publish the drafts as well")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = BookIndexPage.objects.order_by("path").first()
        if catalogue is None:
            raise CommandError("There is no catalogue page: make one under the home page first.")
        failed = 0
        for path in tqdm(options["files"], desc="Copy", unit="file", file=sys.stderr, disable=None):
            try:
                copy, imported = self._import(path, catalogue, options)
            except (CopyError, OSError, RecordError, ValidationError) as error:
                failed += 1
                with tqdm.external_write_mode(file=sys.stderr):
                    self.stderr.write(f"{path}: {_reason(error)}")
            else:
                with tqdm.external_write_mode(file=sys.stdout):
                    self.stdout.write(report(path, copy, imported, options["dry_run"]))
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files could not be imported.")

    def _import(
        self, path: Path, catalogue: BookIndexPage, options: dict[str, Any]
    ) -> tuple[BookCopy, ImportedCopy]:
        with path.open("rb") as file:
            copy = read_copy(file.read(LARGEST + 1), dollar_of(catalogue))
        with transaction.atomic():
            imported = import_copy(copy, catalogue, publish=options["publish"])
            transaction.set_rollback(options["dry_run"])
        return copy, imported


def _reason(error: Exception) -> str:
    """The error in one line."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(getattr(error, "strerror", None) or error)


def report(path: Path, copy: BookCopy, imported: ImportedCopy, dry_run: bool) -> str:
    """What was understood of a file and what became of it, line by line."""
    outcome = f"{imported.outcome.value}{' (dry run: nothing is written)' if dry_run else ''}"
    people = ", ".join(f"{each.name} ({each.role.label.lower()})" for each in copy.contributions)
    formats = ", ".join(str(each.form.label) for each in copy.formats)
    switches = [
        name
        for name, words in (
            ("student offer", copy.student_offer),
            ("exam copies", copy.exam_copy),
            ("newsletter", copy.newsletter),
        )
        if words
    ]
    lines = [
        f"{path}: {outcome}",
        f"  title         {copy.title}{f': {copy.subtitle}' if copy.subtitle else ''}",
        f"  contributors  {people or 'none'}",
        f"  formats       {formats or 'none'}",
        f"  description   {len(copy.description)} paragraphs",
        f"  contents      {copy.entry_count} entries",
        f"  bios, praise  {len(copy.bios)}, {len(copy.endorsements)}",
        f"  offers        {', '.join(switches) or 'none'}",
        *(f"  not placed    line {line.number}: {line.text}" for line in copy.unplaced),
    ]
    return "\n".join(lines)
