from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from books.models import Picture
from books.pictures.stored import read_normal, replace_file


class Command(BaseCommand):
    help = (
        "Takes places, cameras and other metadata out of stored pictures, and turns them upright;"
        " exits with 1 if any cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say which would change")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = failed = 0
        for picture in Picture.objects.order_by("pk").iterator():
            try:
                changed += self.normalize(picture, options["dry_run"])
            except (OSError, ValidationError) as error:
                failed += 1
                reason = " ".join(getattr(error, "messages", [str(error)]))
                self.stderr.write(f"{picture.file.name} ({picture.pk}): {reason}")
        would = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"{changed} pictures {would}.")
        if failed:
            raise CommandError(f"{failed} pictures cannot be read.")

    def normalize(self, picture: Picture, dry_run: bool) -> bool:
        """Whether it was changed, or would be."""
        normal = read_normal(picture)
        if normal is None or not (dry_run or replace_file(picture, normal)):
            return False
        self.stdout.write(f"{picture.file.name} ({picture.pk})")
        return True
