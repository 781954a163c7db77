"""The home page opens with the newest book and tells what is to come, soonest first."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from books.codes import Availability, Form
from books.models import BookSubject, Format
from tests.factories import SubjectFactory, make_book, make_catalogue

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_the_newest_book_comes_first_and_once(client):
    make_book("Older", published_on=in_days(-20))
    make_book("Newest", published_on=in_days(-2))
    response = client.get("/")
    assert [card.title for card in response.context["newest"]] == ["Newest", "Older"]
    content = response.content.decode()
    assert re.findall(r'(?:feature|card)-title"[^>]*>(?:<a [^>]*>)?(\w+)<', content) == [
        "Newest",
        "Older",
    ]


def test_forthcoming_books_come_soonest_first_with_their_date(client):
    make_book("Later", published_on=in_days(40))
    make_book("Sooner", published_on=in_days(4))
    response = client.get("/")
    assert [book.title for book in response.context["forthcoming"]] == ["Sooner", "Later"]
    assert "Just out" not in response.content.decode()
    assert response.content.decode().count("Coming ") == 2


def test_a_home_page_without_books_says_no_more_than_it_has(client):
    make_catalogue()
    content = client.get("/").content.decode()
    assert "Forthcoming" not in content
    assert "New books</h2>" not in content


def test_a_card_names_the_format_that_can_be_had(client):
    book, subject = make_book("Reprinted"), SubjectFactory()
    book.book_subjects = [BookSubject(subject=subject)]
    gone = Format(form=Form.HARDBACK, availability=Availability.OUT_OF_PRINT, sort_order=0)
    book.formats = [gone, Format(form=Form.EPUB, sort_order=1)]
    book.save()
    content = client.get(subject.get_absolute_url()).content.decode()
    assert "EPUB" in content
    assert "Hardback" not in content
