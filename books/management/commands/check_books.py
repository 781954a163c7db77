from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from books.models import BookPage
from books.readiness.gaps import Channel, Gap
from books.readiness.stored import each_with_gaps, store


class Command(BaseCommand):
    help = "Says what each book still lacks, drafts too; exits with 1 if any lacks what it needs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("books", nargs="*", type=int, metavar="ID", help="only these books")
        parser.add_argument("--channel", choices=Channel.values, help="only what this one lacks")
        parser.add_argument("--live", action="store_true", help="only books that are live")

    def handle(self, *args: Any, **options: Any) -> None:
        books = chosen(options["books"])
        lacking = total = 0
        for book, gaps in each_with_gaps(books.live() if options["live"] else books):
            store(book, gaps)
            total += 1
            lacking += self.tell(book, for_channel(gaps, options["channel"]))
        if lacking:
            raise CommandError(f"{lacking} of {total} books lack what they need.")
        self.stdout.write(f"{total} books are ready.")

    def tell(self, book: BookPage, gaps: list[Gap]) -> bool:
        """Whether it lacks anything that it needs."""
        if gaps:
            self.stdout.write(f"{book.get_admin_display_title()} ({book.pk})")
        for gap in gaps:
            degree = "needed" if gap.needed else "advisable"
            self.stdout.write(f"  {degree}: {gap.message} [{', '.join(gap.channels)}]")
        return any(gap.needed for gap in gaps)


def chosen(ids: list[int]) -> QuerySet:
    """These books, or all of them but aliases. Raises CommandError for an id that is no book's."""
    if not ids:
        return BookPage.objects.filter(alias_of=None)
    books = BookPage.objects.filter(pk__in=ids)
    if missing := set(ids) - set(books.values_list("pk", flat=True)):
        raise CommandError(f"There is no book {', '.join(map(str, sorted(missing)))}.")
    return books


def for_channel(gaps: list[Gap], channel: str | None) -> list[Gap]:
    return [gap for gap in gaps if channel is None or channel in gap.channels]
