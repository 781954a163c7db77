"""Books to read beside a book: those its editor chose, then those that share most with it."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Q, QuerySet

from books.index import find
from books.listing.cards import Card, cards_of
from books.listing.paging import NEWEST, rows_of
from books.models import BookPage, Publication, PublicationTerm

SHOWN = 6
# Of the books on the same shelves, the latest are compared.
COMPARED = 60
PERSON, SUBJECT = 3, 1


def related_to(page: BookPage, currency: str = "") -> list[Card]:
    """Public books alone, also of a draft; what was chosen is shown however much it is."""
    chosen = [related.book_id for related in page.related_books.all()]
    rows = Publication.objects.books().public()
    by_book = dict(rows.filter(object_id__in=chosen).values_list("object_id", "pk"))
    keys = [by_book[pk] for pk in chosen if pk in by_book]
    if len(keys) < SHOWN:
        others = beside(page, rows.exclude(object_id__in=[*chosen, page.pk or 0]))
        keys += others[: SHOWN - len(keys)]
    return cards_of(rows_of(keys), currency)


def beside(page: BookPage, rows: QuerySet) -> list[int]:
    """Keys of the publications of the same site and language that share people or shelves."""
    site_id = (page.get_url_parts() or (None,))[0]
    rows = find.with_term(rows.filter(site_id=site_id), "locale", [page.locale.language_code])
    people = [str(each.contributor_id) for each in page.contributions.all()]
    subjects = [str(each.subject_id) for each in page.book_subjects.all()]
    by_people = find.with_term(rows, "contributor", people)
    on_shelves = find.with_term(rows, "subject", subjects)
    near = [
        *newest(by_people, SHOWN if people else 0),
        *newest(on_shelves, COMPARED if subjects else 0),
    ]
    return by_likeness(dict.fromkeys(near), people, subjects)


def newest(rows: QuerySet, count: int) -> list[int]:
    return list(rows.order_by(*NEWEST).values_list("pk", flat=True)[:count]) if count else []


def by_likeness(keys: Collection[int], people: list[str], subjects: list[str]) -> list[int]:
    """Someone in common counts as much as three subjects; of books alike, the order stays."""
    shared = Q(name="contributor", value__in=people) | Q(name="subject", value__in=subjects)
    terms = PublicationTerm.objects.filter(shared, publication__in=keys)
    likeness: Counter[int] = Counter()
    for key, name in terms.values_list("publication", "name"):
        likeness[key] += PERSON if name == "contributor" else SUBJECT
    return sorted(keys, key=lambda key: -likeness[key])
