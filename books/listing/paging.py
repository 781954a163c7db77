"""One page of a list, with links to the pages beside it.

A link repeats only what the list has understood of the address: a page has hundreds of links, and
would otherwise be as many times as long as any query that someone makes up.
"""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from books.listing.cards import Card, cards_of
from books.models import Publication
from books.models.publication import last_expiry

PAGE_SIZE = 24
NEWEST = ("-sort_date", "object_id")


class Numbered:
    """The page that `?page=` asks for, or the nearest there is; `count` where it is known.

    `query` is what the links to other pages keep.
    """

    def __init__(
        self,
        keys: QuerySet | list[int],
        request: HttpRequest,
        size: int,
        count: int | None = None,
        query: QueryDict | None = None,
    ) -> None:
        paginator = Paginator(keys, size)
        if count is not None:
            paginator.count = count
        self.page: Page = paginator.get_page(request.GET.get("page"))
        self.keys: list[int] = list(self.page.object_list)
        self.query = query or QueryDict()

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def pages(self) -> int:
        return self.page.paginator.num_pages

    @property
    def previous(self) -> str | None:
        return self.address(self.page.number - 1) if self.page.has_previous() else None

    @property
    def next(self) -> str | None:
        return self.address(self.page.number + 1) if self.page.has_next() else None

    def address(self, number: int) -> str:
        """`?…&page=3`; the first page has no number, so that it has one address."""
        query = self.query.copy()
        if number > 1:
            query["page"] = str(number)
        return f"?{query.urlencode()}"


class Listed(Numbered):
    """The books on that page; `keys` are primary keys of publications, in their order."""

    def __init__(
        self,
        keys: QuerySet | list[int],
        request: HttpRequest,
        currency: str = "",
        count: int | None = None,
        query: QueryDict | None = None,
    ) -> None:
        super().__init__(keys, request, PAGE_SIZE, count, query)
        self.books: list[Card] = cards_of(rows_of(self.keys), currency)

    def __len__(self) -> int:
        return len(self.books)


def keys_of(rows: QuerySet, order: tuple[str, ...] = NEWEST) -> QuerySet:
    return rows.order_by(*order).values_list("pk", flat=True)


def rows_of(keys: list[int]) -> list[Publication]:
    """The publications in this order; those withdrawn meanwhile are left out.

    Their records may name what `last_expiry` tells of, which no card shows.
    """
    found = Publication.objects.public().annotate(last_expiry=last_expiry()).in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]
