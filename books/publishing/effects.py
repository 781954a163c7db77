"""What the public would no longer see if a book were withdrawn."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from books.models import (
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    RelatedBook,
    Series,
    Subject,
)

CHANNELS = (
    _("its page, the catalogue, the search and the home page"),
    _("the content API, where apps and mirrors are told that it is gone"),
    _("its cover and its samples"),
)


@dataclass
class Effects:
    """`shown_by` name the book among their related ones; what is `emptied`, with
    what kind of thing it is, has no other public book."""

    shown_by: list[BookPage]
    series: Series | None
    left_in_series: int
    emptied: list[tuple[Model, str]]
    channels: tuple = CHANNELS


def effects_of_withdrawing(book: BookPage) -> Effects:
    """In a number of queries that does not grow with the catalogue."""
    others = BookPage.objects.published().exclude(pk=book.pk).order_by()
    naming = RelatedBook.objects.filter(book=book, page__in=others.values("pk"))
    left = others.filter(series=book.series_id).count() if book.series_id else 0
    credits = Contribution.objects.filter(page__in=others.values("pk")).values("contributor")
    shelved = BookSubject.objects.filter(page__in=others.values("pk")).values("subject")
    emptied: list[Model] = [
        *without(Contributor.objects.filter(contributions__page=book, live=True), credits),
        *without(Subject.objects.filter(book_subjects__page=book, live=True), shelved),
    ]
    if book.series_id and book.series.live and not left:
        emptied.append(book.series)
    return Effects(
        list(BookPage.objects.filter(pk__in=naming.values("page")).order_by("title")),
        book.series,
        left,
        [(thing, thing._meta.verbose_name) for thing in emptied],
    )


def without(things: QuerySet, used: QuerySet) -> QuerySet:
    return things.exclude(pk__in=used).distinct()
