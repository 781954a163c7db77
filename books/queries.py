"""Which books the public may see, and how they are loaded for pages and records."""

from django.db.models import DateField, F, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from wagtail.query import PageQuerySet


def readable(pages: PageQuerySet) -> PageQuerySet:
    """Pages that anyone can read now: live, not past their expiry, not behind a restriction."""
    now = timezone.now()
    return pages.live().public().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now))


class BookPageQuerySet(PageQuerySet):
    """Every listing, search and channel of books starts at `published()`."""

    def published(self) -> "BookPageQuerySet":
        return readable(self)

    def newest_first(self) -> "BookPageQuerySet":
        """By the first publication date of a book's formats; books without one come last."""
        return self.annotate(
            published_on=Min("formats__published_on", output_field=DateField())
        ).order_by(F("published_on").desc(nulls_last=True), "title", "pk")

    def for_cards(self) -> "BookPageQuerySet":
        """With what a card in a list shows: cover, contributors, formats and prices."""
        return self.select_related("series").prefetch_related(
            Prefetch("cover", queryset=covers()),
            "contributions__contributor",
            "formats__prices",
        )


def covers() -> QuerySet:
    from books.images import with_renditions
    from books.models import Picture

    return with_renditions(Picture.objects.all())
