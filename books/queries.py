"""Which pages the public may see, and how books are loaded for lists and for records."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DateField, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction
from wagtail.query import PageQuerySet

STREAMS = ("description", "contents", "author_bio", "praise")
# How many aliases may follow each other, alias of alias, for the last to be readable.
LONGEST_LINE = 3


def readable(pages: PageQuerySet) -> PageQuerySet:
    """Pages that anyone can read now: live, in their time, and not behind a restriction.

    Of an alias all this must be true of its source too. A live page has a go-live in the future
    only by mistake: of an update that is scheduled the page itself knows nothing.
    """
    return pages.filter(with_sources(is_open_now()))


def with_sources(condition: Q) -> Q:
    """The condition, met by the page and by whatever it is an alias of."""
    line = Q(alias_of__isnull=True)
    for _ in range(LONGEST_LINE):
        source = Page.objects.order_by().filter(condition, line, pk=OuterRef("alias_of_id"))
        line = Q(alias_of__isnull=True) | Exists(source)
    return condition & line


def is_open_now() -> Q:
    open_now, closed = is_in_time(), closed_paths()
    return open_now & ~at_or_below("path", closed) if closed else open_now


def is_in_time() -> Q:
    """A thing that is live, whoever may read it.

    By the clock of the database, as publications are read (`PublicationQuerySet.public`): servers
    may be many, and their clocks differ.
    """
    now = Now()
    not_expired = Q(expire_at__isnull=True) | Q(expire_at__gt=now)
    not_early = Q(go_live_at__isnull=True) | Q(go_live_at__lte=now)
    return Q(live=True) & not_expired & not_early


def closed_paths() -> set[str]:
    """Where in the tree not everyone may read: at restrictions, and at the aliases of such places.

    Wagtail 8's `private_q` knows only the first, so that what stands below an alias of a private
    page would be open.
    """
    found = set(PageViewRestriction.objects.values_list("page__path", flat=True))
    closed = set(found)
    while found:
        aliases = Page.objects.order_by().filter(at_or_below("alias_of__path", found))
        found = set(aliases.values_list("path", flat=True)) - closed
        closed |= found
    return closed


def at_or_below(field: str, paths: Iterable[str]) -> Q:
    """At least one path is there."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in sorted(paths)))


def view_restrictions_of(page: Page) -> QuerySet:
    """Those of the page, of all above it, and of whatever any of them is an alias of.

    Wagtail 8 puts the original in the place of an alias, and looks neither above the original nor
    at restrictions of the alias itself.
    """
    ids: set[int] = set()
    lines, seen = {page.path}, set()
    while lines:
        places = {
            path[:end] for path in lines for end in range(Page.steplen, len(path) + 1, Page.steplen)
        }
        rows = list(Page.objects.filter(path__in=places - seen).values_list("pk", "alias_of__path"))
        seen |= places
        ids.update(pk for pk, _source in rows)
        lines = {source for _pk, source in rows if source} - seen
    return PageViewRestriction.objects.filter(page__in=ids)


def only_pages_in_their_time(page: Any, request: HttpRequest, args: list, kwargs: dict) -> None:
    """A `before_serve_page` hook: between its expiry and the next run of the schedule.

    Restrictions are Wagtail's to hold, see `view_restrictions_of`.
    """
    if not is_in_its_time(page):
        raise Http404("This page is not public now.")


def is_in_its_time(page: Page) -> bool:
    """Asks the database only of those pages that have a time, or may have one of their source."""
    if not (page.expire_at or page.go_live_at or page.alias_of_id):
        return page.live
    return Page.objects.filter(with_sources(is_in_time()), pk=page.pk).exists()


class BookPageQuerySet(PageQuerySet):
    """Every listing, search and channel of books starts at `published()`."""

    def published(self) -> "BookPageQuerySet":
        return readable(self)

    def newest_first(self) -> "BookPageQuerySet":
        """By the first publication date of a book's formats; books without one come last."""
        first = Min("formats__published_on", output_field=DateField())
        return self.annotate(published_on=first).order_by(
            F("published_on").desc(nulls_last=True), "title", "pk"
        )

    def for_cards(self) -> "BookPageQuerySet":
        """With what a card in a list shows: cover, contributors, formats and prices."""
        return self.prefetch_related(
            Prefetch("cover", queryset=pictures()),
            Prefetch("contributions", queryset=credits_with_people()),
            "formats__prices",
        )

    def for_records(self) -> "BookPageQuerySet":
        """With all that a record shows, but for what its rich text and streams refer to."""
        return self.select_related("locale", "series").prefetch_related(
            Prefetch("cover", queryset=pictures()),
            Prefetch("contributions", queryset=credits_with_people()),
            Prefetch("contributions__contributor__photo", queryset=pictures()),
            "formats__prices",
            "awards",
            "book_subjects",
            "related_books",
            COMMENTS_RELATION_NAME,
        )


def pictures() -> QuerySet:
    """Pictures with their ready renditions."""
    from books.images import with_renditions
    from books.models import Picture

    return with_renditions(Picture.objects.all())


def contributors() -> QuerySet:
    """Contributors with their photos."""
    from books.models import Contributor

    return Contributor.objects.prefetch_related(Prefetch("photo", queryset=pictures()))


def credits_with_people() -> QuerySet:
    """Contributions joined with their contributors.

    Prefetched by their ids, more than a thousand people would be too many for SQLite.
    """
    from books.models import Contribution

    return Contribution.objects.select_related("contributor")


def shelvings() -> QuerySet:
    """Places on a shelf joined with their subjects, for the same reason."""
    from books.models import BookSubject

    return BookSubject.objects.select_related("subject")


def fill_streams(pages: list[Any]) -> None:
    """Resolve what the streams of all these books choose, in one query for each kind of thing."""
    for name in STREAMS:
        streams = [getattr(page, name) for page in pages]
        if not streams:
            continue
        block = streams[0].stream_block
        filled = block.bulk_to_python([list(stream.raw_data) for stream in streams])
        for page, stream in zip(pages, filled, strict=True):
            setattr(page, name, stream)


def strings_in(value: Any) -> Iterable[str]:
    """Every string within a stream as it is stored: nested lists and dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings_in(part)
