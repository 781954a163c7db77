"""The contributors of a site from A to Z."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from books.index import find
from books.listing.here import things_here
from books.listing.paging import Numbered
from books.models import Contributor, Publication, PublicationTerm

# On one page; a house with fewer shows all of them at once.
PAGE_SIZE = 300


@dataclass(frozen=True)
class Name:
    """`sort_name` is how the name stands in an index; `books` how many public ones there are."""

    name: str
    sort_name: str
    path: str
    books: int


class People(Numbered):
    """`letters` are those under which anyone stands; `letter` the one shown, or none for all."""

    def __init__(self, request: HttpRequest) -> None:
        rows = things_here(request, Publication.Kind.CONTRIBUTOR)
        self.letters = sorted(each.value for each in find.count_facets(rows, ["letter"])["letter"])
        asked = request.GET.get("letter", "").upper()
        self.letter = asked if asked in self.letters else ""
        if self.letter:
            rows = find.with_term(rows, "letter", [self.letter])
        keys = rows.order_by("title_key", "object_id").values_list("object_id", flat=True)
        query = QueryDict(urlencode({"letter": self.letter}) if self.letter else "")
        super().__init__(keys, request, PAGE_SIZE, query=query)
        self.names = by_letter(self.keys)


def by_letter(ids: list[int]) -> list[tuple[str, list[Name]]]:
    people = Contributor.objects.in_bulk(ids)
    letters = dict(
        PublicationTerm.objects.filter(
            name="letter", publication__kind="contributor", publication__object_id__in=ids
        ).values_list("publication__object_id", "value")
    )
    counts = books_by_person(ids)
    present = [pk for pk in ids if pk in people]
    return [
        (letter, [name_of(people[pk], counts.get(str(pk), 0)) for pk in group])
        for letter, group in groupby(present, key=lambda pk: letters.get(pk, ""))
    ]


def name_of(person: Contributor, books: int) -> Name:
    return Name(person.name, person.sort_name, person.get_absolute_url(), books)


def books_by_person(ids: list[int]) -> dict[str, int]:
    terms = PublicationTerm.objects.filter(name="contributor", value__in=[str(pk) for pk in ids])
    terms = terms.exclude(publication__in=Publication.objects.due())
    return dict(terms.values_list("value").annotate(books=Count("publication")))
