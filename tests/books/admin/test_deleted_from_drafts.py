"""What only a draft refers to can be deleted, and the draft can still be edited."""

import pytest

from books.models import BookPage, BookSubject, Contribution
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db


def test_a_draft_outlives_the_contributor_subject_and_series_it_names(admin_client):
    book = make_book()
    ada, trade, voyages = ContributorFactory(), SubjectFactory(), SeriesFactory()
    kept = book.contributions.first().contributor
    book.contributions = [*book.contributions.all(), Contribution(contributor=ada)]
    book.book_subjects = [BookSubject(subject=trade)]
    book.series = voyages
    book.save_revision()
    for thing in (ada, trade, voyages):
        thing.delete()
    draft = BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()
    assert [each.contributor for each in draft.contributions.all()] == [kept]
    assert (list(draft.book_subjects.all()), draft.series) == ([], None)
    assert admin_client.get(f"/admin/pages/{book.pk}/edit/").status_code == 200
    draft.save_revision().publish()
