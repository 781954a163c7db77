"""Related books: the editor's choice first, then what shares people and shelves."""

import json

import pytest

from books.listing.cards import Card
from books.listing.related import SHOWN, related_to
from books.models import BookPage, BookSubject, Publication, RelatedBook
from tests.factories import ContributorFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db


def beside(book: BookPage) -> list[Card]:
    row = Publication.objects.books().get(object_id=book.pk)
    return related_to(json.loads(row.record), row.site_id)


def test_a_choice_comes_first_then_people_then_shelves():
    author, shelf, other = ContributorFactory(), SubjectFactory(), SubjectFactory()
    book = make_book("Book", contributor=author, subject=shelf)
    book.book_subjects.add(BookSubject(subject=other))
    chosen = make_book("Chosen")
    make_book("Same shelf", subject=shelf)
    both = make_book("Both shelves", subject=shelf)
    both.book_subjects.add(BookSubject(subject=other))
    both.save()
    make_book("Same author", contributor=author)
    make_book("Stranger")
    book.related_books = [RelatedBook(book=chosen)]
    book.save()
    titles = [card.title for card in beside(book)]
    assert titles == ["Chosen", "Same author", "Both shelves", "Same shelf"]


def test_what_is_hidden_is_not_related():
    author, shelf = ContributorFactory(), SubjectFactory()
    book = make_book(contributor=author, subject=shelf)
    hidden = make_book("Hidden", contributor=author, subject=shelf, live=False)
    book.related_books = [RelatedBook(book=hidden)]
    book.save()
    assert beside(book) == []


def test_there_are_never_more_than_a_row_of_them():
    shelf = SubjectFactory()
    book = make_book(subject=shelf)
    for _ in range(SHOWN + 1):
        make_book(subject=shelf)
    assert len(beside(book)) == SHOWN
