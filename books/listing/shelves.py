"""The tree of subjects, to walk up and down without a query for each.

One that is not published is left out: what stands under it is shown under what it stands under.
"""

from collections.abc import Iterable
from itertools import chain

from books.models import Subject


class SubjectTree:
    """All subjects at once."""

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
        """The published subjects that it stands under, from the top."""
        line: list[Subject] = []
        parent = self.subjects.get(subject.parent_id)
        while parent and parent not in line:
            line.insert(0, parent)
            parent = self.subjects.get(parent.parent_id)
        return [each for each in line if each.live]

    def children_of(self, ids: Iterable[int]) -> list[Subject]:
        return [each for each in self.subjects.values() if each.parent_id in ids]

    def shown_children(self, subject: Subject, with_books: set[int]) -> list[Subject]:
        """Subjects right below that have a public book on them or under them."""
        children = [
            each for each in self.children_of({subject.pk}) if self.below(each) & with_books
        ]
        shown = [
            [each] if each.live else self.shown_children(each, with_books) for each in children
        ]
        return list(chain.from_iterable(shown))
