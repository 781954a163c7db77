"""The book page costs the same for a slim book and a thick one, and tells each line rightly."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from books.codes import DatePrecision, Form, Role, text_direction
from books.models import Award, BookPage, BookSubject, Contribution, Format, Price, RelatedBook
from tests.books.test_pages import publish_settings
from tests.factories import (
    ContributorFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
)

pytestmark = pytest.mark.django_db


def thick_book(size: int) -> BookPage:
    """A book with `size` of all that a book can have, each text with a link."""
    page = make_content_page(f"Linked {size}")
    text = f'<p>Read <a linktype="page" id="{page.pk}">this</a>.</p>'
    people = [ContributorFactory(bio=text, photo=make_picture(str(n))) for n in range(size)]
    chapters = [{"title": f"Chapter {n}"} for n in range(size)]
    image = make_picture()
    book = make_book(
        f"Thick {size}",
        cover=make_picture(),
        description=[("paragraph", text), ("image", {"image": image, "alt": "A map"})] * size,
        contents=[("part", {"title": "Part", "chapters": chapters}), ("text", text)] * size,
        author_bio=[("contributor", {"contributor": each, "text": ""}) for each in people],
        praise=[("endorsement", {"quotation": "Fine.", "person": "A. Reader"})] * size,
    )
    book.contributions = [Contribution(contributor=each) for each in people]
    book.formats = [priced_format(form) for form in list(Form)[:size]]
    book.awards = [Award(name=f"Award {n}") for n in range(size)]
    book.book_subjects = [BookSubject(subject=SubjectFactory()) for _n in range(size)]
    book.related_books = [RelatedBook(book=make_book(cover=make_picture())) for _n in range(size)]
    book.save()
    return book


def priced_format(form: Form) -> Format:
    format_ = Format(form=form)
    format_.prices = [Price(amount=Decimal(9), currency=each) for each in ("USD", "EUR")]
    return format_


def test_a_thick_book_costs_no_more_queries_than_a_slim_one(client):
    counts = []
    for book in (thick_book(6), thick_book(9)):
        client.get(book.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(book.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reading_links_of_a_text_leads_only_to_what_is_public(client):
    open_page, shut = make_content_page("Open door"), make_content_page("Shut door")
    PageViewRestriction.objects.create(page=shut, restriction_type=PageViewRestriction.LOGIN)
    links = "".join(f'<a linktype="page" id="{each.pk}">door</a>' for each in (open_page, shut))
    content = client.get(make_book(description=[("paragraph", links)]).url).content.decode()
    assert f'href="{open_page.url}"' in content
    assert shut.slug not in content


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (DatePrecision.DAY, "Nov. 6, 2012"),
        (DatePrecision.MONTH, "November 2012"),
        (DatePrecision.YEAR, "2012"),
    ],
)
def test_a_date_says_no_more_than_is_known(client, precision, words):
    book = make_book()
    day = date(2012, 11, 6)
    book.formats = [
        Format(form=Form.EPUB, published_on=day, published_on_precision=precision),
    ]
    book.save()
    assert f"<dd>{words}</dd>" in client.get(book.url).content.decode()


def test_a_format_tells_its_isbn_with_hyphens_its_size_and_where_to_buy_it(client):
    book = make_book(isbn="9780140439441")
    format_ = book.formats.first()
    format_.width, format_.height, format_.buy_link = 129, 198, "https://shop.example/1"
    book.formats = [format_]
    book.save()
    content = client.get(book.url).content.decode()
    assert "978-0-14-043944-1" in content
    assert "129 \N{MULTIPLICATION SIGN} 198 mm" in content
    assert 'href="https://shop.example/1"' in content


def test_the_words_of_the_book_are_marked_with_its_language(client):
    content = client.get(make_book("Azul", language="es").url).content.decode()
    assert '<h1 lang="es" dir="ltr">Azul</h1>' in content


def test_an_offer_leads_to_its_page_only_while_that_is_public(client):
    book, page = make_book(in_student_offer=True), make_content_page("Students")
    publish_settings(student_offer_label="Are you a student?", student_offer_page=page)
    assert f'<a href="{page.url}">Are you a student?</a>' in client.get(book.url).content.decode()
    page.unpublish()
    content = client.get(book.url).content.decode()
    assert "Are you a student?" in content
    assert page.url not in content


def test_an_exam_copy_is_asked_for_below_the_books_own_address(client):
    book = make_book(offers_exam_copies=True)
    publish_settings(exam_copy_label="Request Exam Copy")
    link = f'<a href="{book.url}exam-copy/">Request Exam Copy</a>'
    assert link in client.get(book.url).content.decode()
    assert link not in client.get(make_book().url).content.decode()


def test_a_second_author_and_a_translator_are_named_as_on_the_title_page(client):
    book = make_book(contributor=ContributorFactory(name="Ann First"))
    translator = ContributorFactory(name="Tom Third")
    book.contributions.add(Contribution(contributor=translator, role=Role.TRANSLATOR))
    book.save()
    content = client.get(book.url).content.decode()
    assert "Translated by" in content
    assert content.index("Ann First") < content.index("Tom Third")


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("el", "ltr")],
)
def test_a_title_says_how_it_runs(client, language, direction):
    content = client.get(make_book("Azul", language=language).url).content.decode()
    assert f'<h1 lang="{language}" dir="{direction}">Azul</h1>' in content
    assert '<html lang="en" dir="ltr">' in content


@pytest.mark.parametrize(("code", "direction"), [("yi", "rtl"), ("pt-BR", "ltr"), ("grc", "auto")])
def test_the_direction_of_a_language_is_that_of_cldr(code, direction):
    assert text_direction(code) == direction
