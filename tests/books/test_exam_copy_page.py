"""The exam copy form on a page: without a cookie or a token, and yet from nowhere else."""

import re

import pytest
from django.test import Client
from wagtail.models import Site

from books.codes import Form
from books.models import BookPage, ExamCopyRequest, Format, PublisherSettings
from tests.factories import make_book, make_content_page
from tests.smtp import text_of

pytestmark = pytest.mark.django_db

HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
TEACHER = "ada@college.example.org"
TYPED = {
    "name": "Ada Teacher",
    "email": TEACHER,
    "institution": "Quarto College",
    "course": "ECON 210",
}


@pytest.fixture
def book() -> BookPage:
    PublisherSettings.objects.create(
        site=site_of_a_book(), name="Quarto Press", exam_copy_policy="One for each <course>."
    )
    book = make_book("Fair & Square", offers_exam_copies=True)
    book.formats = [Format(form=Form.PAPERBACK), Format(form=Form.PDF)]
    book.save()
    return book


def site_of_a_book() -> Site:
    make_book("First of all")
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """A browser without cookies, which is asked for what a form has to have against forgery."""

    def send(address: str, data: dict, headers: dict[str, str] = HERE):
        with django_capture_on_commit_callbacks(execute=True):
            return Client(enforce_csrf_checks=True).post(address, data, headers=headers)

    return send


def field(content: str, name: str) -> str:
    """What stands in the page for one field."""
    return re.search(rf'<div class="field field-{name}">(.*?)</div>', content, re.DOTALL)[1]


def test_the_page_asks_for_what_is_needed_and_tells_the_policy(client, book):
    response = client.get(f"{book.url}exam-copy/")
    content = response.content.decode()
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in content
    assert "<p>One for each &lt;course&gt;.</p>" in content
    assert 'autocomplete="email"' in field(content, "email")
    assert "optional" not in field(content, "course")
    assert "optional" in field(content, "term")
    options = re.findall(r"<option[^>]*>([^<]+)<", field(content, "form"))
    assert options == ["Any", "Paperback", "PDF"]


def test_an_address_in_any_letters_has_its_form(client):
    book = make_book("Ñandú", slug="ñandú", offers_exam_copies=True)
    PublisherSettings.objects.create(site=book.get_site(), name="Quarto")
    assert client.get(f"{book.url}exam-copy/").status_code == 200


def test_a_request_is_stored_mailed_and_thanked(client, book, send, mail_server):
    response = send(f"{book.url}exam-copy/", TYPED | {"form": "pdf"})
    assert (response.status_code, response["Location"]) == (303, f"{book.url}exam-copy/thanks/")
    stored = ExamCopyRequest.objects.get()
    assert (stored.book, stored.form, stored.language) == (book, "pdf", "en")
    assert "Fair & Square" in text_of(mail_server.to(TEACHER))
    assert "Quarto College" in text_of(mail_server.to("books@localhost"))
    assert "Your request is with us" in client.get(response["Location"]).content.decode()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(book, send):
    typed = TYPED | {"email": "ada@", "comments": "<b>Chapter 3</b>", "form": "paperback"}
    response = send(f"{book.url}exam-copy/", typed)
    content = response.content.decode()
    assert response.status_code == 422
    wrong = field(content, "email")
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="id_email_error"' in wrong
    assert 'id="id_email_error"' in wrong
    assert 'value="ada@"' in wrong
    assert "Say where a printed copy should be sent." in field(content, "address")
    assert "&lt;b&gt;Chapter 3&lt;/b&gt;" in field(content, "comments")
    assert 'href="#id_email"' in content
    assert "2 things are not right yet" in content
    assert not ExamCopyRequest.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/books/"},
        {"Referer": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Referer": "http://testserver/"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
    ],
)
def test_nothing_is_taken_from_another_site(book, send, headers):
    response = send(f"{book.url}exam-copy/", TYPED, headers)
    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()
    assert not ExamCopyRequest.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/books/fair-square/exam-copy/"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://partner.example"},
    ],
)
def test_the_sites_own_page_may_send_with_whatever_a_browser_says(book, send, settings, headers):
    settings.CSRF_TRUSTED_ORIGINS = ["https://partner.example"]
    assert send(f"{book.url}exam-copy/", TYPED, headers).status_code == 303


def test_a_robot_is_thanked_and_not_listened_to(book, send):
    assert send(f"{book.url}exam-copy/", TYPED | {"website": "https://x"}).status_code == 303
    assert not ExamCopyRequest.objects.exists()


def test_too_many_requests_wait_and_keep_what_was_typed(book, send, settings):
    settings.FORM_RATE = "1/h"
    send(f"{book.url}exam-copy/", TYPED)
    response = send(f"{book.url}exam-copy/", TYPED | {"term": "Autumn 2027"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert 'value="Autumn 2027"' in response.content.decode()
    assert ExamCopyRequest.objects.count() == 1


def test_one_address_of_mail_cannot_be_flooded_from_many_places(book, send, settings):
    settings.FORM_RATE_PER_EMAIL = "1/d"
    send(f"{book.url}exam-copy/", TYPED)
    assert send(f"{book.url}exam-copy/", TYPED).status_code == 429


@pytest.mark.parametrize("ending", ["exam-copy/", "exam-copy/thanks/"])
def test_a_book_that_offers_none_has_no_form(client, ending):
    book = make_book()
    draft = make_book("Draft", offers_exam_copies=True, live=False)
    for address in (book.url, draft.url, "/books/nothing/", make_content_page().url, "/x/\ufffd/"):
        assert client.get(address + ending).status_code == 404


def test_a_book_withdrawn_meanwhile_cannot_be_asked_for(book, send):
    book.unpublish()
    assert send(f"{book.url}exam-copy/", TYPED).status_code == 404
    assert not ExamCopyRequest.objects.exists()


def test_another_form_of_another_book_is_refused(book, send):
    other = make_book("Other", offers_exam_copies=True)
    response = send(f"{book.url}exam-copy/", TYPED | {"form": "hardback", "book": other.pk})
    assert response.status_code == 422
    send(f"{book.url}exam-copy/", TYPED | {"book": other.pk})
    assert ExamCopyRequest.objects.get().book == book


def test_a_mail_server_that_is_down_loses_no_request(book, send, mail_server):
    mail_server.stop()
    assert send(f"{book.url}exam-copy/", TYPED).status_code == 303
    stored = ExamCopyRequest.objects.get()
    assert stored.mailed_at is None
    assert stored.mail_due_at
