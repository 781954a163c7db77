"""Lists of books as the public reads them: paged, and gathered by subject."""

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from books.models import BookPage, BookSubject, Contribution, Subject

PAGE_SIZE = 24


def listed_page(books: QuerySet, request: HttpRequest, size: int = PAGE_SIZE) -> Page:
    """The page of a list that `?page=` asks for, or the nearest there is."""
    return Paginator(books, size).get_page(request.GET.get("page"))


def shelves_with_books() -> set[int]:
    """Ids of the subjects on which at least one public book stands."""
    books = BookPage.objects.published().order_by().values("pk")
    return set(BookSubject.objects.filter(page__in=books).values_list("subject_id", flat=True))


def credited_publicly() -> QuerySet:
    """Ids of the contributors with a page: those who are published and on a public book."""
    books = BookPage.objects.published().order_by().values("pk")
    credits = Contribution.objects.filter(page__in=books, contributor__live=True)
    return credits.order_by().values("contributor")


class SubjectTree:
    """All subjects at once, to walk up and down without a query for each."""

    def __init__(self) -> None:
        self.subjects = {subject.pk: subject for subject in Subject.objects.all()}

    def below(self, subject: Subject) -> set[int]:
        """Ids of the subject and of all that stand under it."""
        found, edge = {subject.pk}, {subject.pk}
        while edge:
            edge = {each.pk for each in self.children_of(edge)} - found
            found |= edge
        return found

    def above(self, subject: Subject) -> list[Subject]:
        """What the subject stands under, from the top."""
        line: list[Subject] = []
        parent = self.subjects.get(subject.parent_id)
        while parent and parent not in line:
            line.insert(0, parent)
            parent = self.subjects.get(parent.parent_id)
        return line

    def children_of(self, ids: Iterable[int]) -> list[Subject]:
        return [each for each in self.subjects.values() if each.parent_id in ids]

    def shown_children(self, subject: Subject, with_books: set[int]) -> list[Subject]:
        """Subjects right below that have a public book on them or under them."""
        return [child for child in self.children_of({subject.pk}) if self.below(child) & with_books]
