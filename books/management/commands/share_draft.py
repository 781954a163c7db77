from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from books.models import BookPage, DraftShare

LONGEST_DAYS = 365


class Command(BaseCommand):
    help = "Makes an address at which an app can read a book's draft, or revokes one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("book", nargs="?", metavar="BOOK", help="its id or its path")
        parser.add_argument("--revoke", metavar="TOKEN", help="end this token or address instead")
        parser.add_argument("--days", type=int, default=7, help="1 to 365; 7 unless told")

    def handle(self, *args: Any, **options: Any) -> None:
        book, token = options["book"], options["revoke"]
        if (book is None) == (token is None):
            raise CommandError("Give either a book to share or, with --revoke, a token to end.")
        if token is None:
            self.share(find_book(book), options["days"])
        else:
            self.revoke(token)

    def share(self, book: BookPage, days: int) -> None:
        if not 1 <= days <= LONGEST_DAYS:
            raise CommandError(f"A draft is shared for 1 to {LONGEST_DAYS} days, not for {days}.")
        share = DraftShare.objects.create(
            book=book, expires_at=timezone.now() + timedelta(days=days)
        )
        path = reverse("wagtailapi_v3:detail_preview", args=[share.token])
        self.stdout.write(f"{settings.SITE_URL}{path}")
        self.stdout.write(f"“{book.get_admin_display_title()}”, until {when(share.expires_at)}")

    def revoke(self, token: str) -> None:
        token = token.rstrip("/").rpartition("/")[2]
        share = DraftShare.objects.of_token(token).select_related("book").first()
        if share is None:
            raise CommandError("This is the token of no shared draft.")
        share.revoke()
        title = share.book.get_admin_display_title()
        self.stdout.write(f"Revoked {when(share.revoked_at)}: “{title}”")


def find_book(path_or_id: str) -> BookPage:
    """Raises CommandError, unless it is exactly one book's."""
    if path_or_id.isdecimal():
        found = list(BookPage.objects.filter(id=path_or_id))
    else:
        found = books_at(path_or_id.strip("/"))
    if not found:
        raise CommandError(f"There is no book at {path_or_id}.")
    if len(found) > 1:
        ids = ", ".join(str(book.pk) for book in found)
        raise CommandError(f"Several sites have a book at {path_or_id}: give the id, of {ids}.")
    return found[0]


def books_at(path: str) -> list[BookPage]:
    """The books of all sites with this path, live or not."""
    candidates = BookPage.objects.filter(slug=path.rsplit("/", 1)[-1]).order_by("pk")
    places = ((book, book.get_url_parts()) for book in candidates)
    return [book for book, place in places if place and (place[2] or "").strip("/") == path]


def when(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i e")
