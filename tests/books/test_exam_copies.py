"""What teachers ask for is stored, told by mail and thanked for, whatever the mail server does."""

import json
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from books.codes import Form
from books.exam_copies.forms import ExamCopyRequestForm
from books.models import BookPage, ExamCopyRequest, Format, PublisherSettings
from home.management.commands.worker import send_mails
from tests.config.problems import problem
from tests.factories import make_book
from tests.smtp import text_of

pytestmark = pytest.mark.django_db

URL = "/api/v3/exam-copy-requests/"
PUBLISHER, TEACHER = "office@press.example.org", "ada@college.example.org"


@pytest.fixture
def book() -> BookPage:
    book = make_book("Fair & Square", offers_exam_copies=True)
    book.formats = [Format(form=Form.PAPERBACK), Format(form=Form.PDF)]
    book.save()
    PublisherSettings.objects.create(
        site=Site.objects.get(is_default_site=True), name="Quarto Press", email=PUBLISHER
    )
    return book


def wish(book: BookPage, /, **fields) -> dict:
    return {
        "book": book.pk,
        "name": "Ada Teacher",
        "email": TEACHER,
        "institution": "Quarto College",
        "course": "ECON 210",
    } | fields


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    def post(data, content_type="application/json", **extra):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(URL, data, content_type=content_type, **extra)

    return post


def errors_of(response) -> dict:
    """Of a problem: the kind of error by the place where it is, which the sentence names too."""
    said = problem(response, 422)
    errors = {".".join(map(str, each["loc"])): each["type"] for each in said["errors"]}
    assert all(name in said["detail"] for name in errors)
    return errors


def let_time_pass() -> None:
    ExamCopyRequest.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())


def test_a_request_is_stored_forwarded_and_acknowledged(post, book, mail_server):
    response = post(
        wish(
            book,
            department="Economics",
            enrolment=35,
            term="Autumn 2027",
            form="paperback",
            address="12 Colophon Yard\r\nQuarto Bridge",
            comments="It would follow “chapter 3”.",
        )
    )
    assert response.status_code == 202
    assert response.json() == {"status": "received"}
    request = ExamCopyRequest.objects.get()
    assert (request.book, request.enrolment, request.form) == (book, 35, "paperback")
    assert request.forwarded_at
    assert request.mailed_at
    assert request.mail_due_at is None

    forwarded, acknowledged = mail_server.to(PUBLISHER), mail_server.to(TEACHER)
    assert len(mail_server.mails) == 2
    assert forwarded["Subject"] == "Exam copy request: Fair & Square"
    assert parseaddr(forwarded["Reply-To"]) == ("Ada Teacher", TEACHER)
    text = text_of(forwarded)
    for said in ("Fair & Square", "Economics", "35", "Autumn 2027", "Paperback", "Colophon Yard"):
        assert said in text
    assert "“chapter 3”" in text
    assert acknowledged["Reply-To"] == PUBLISHER
    assert acknowledged["Auto-Submitted"] == "auto-generated"
    assert "Fair & Square" in text_of(acknowledged)
    assert "Quarto Press" in text_of(acknowledged)


def test_the_acknowledgement_repeats_nothing_that_was_typed(post, book, mail_server):
    post(wish(book, name="Cheap pills", course="Cheap pills", comments="Cheap pills"))
    assert "pills" not in mail_server.to(TEACHER).as_string()


def test_a_publisher_without_an_address_is_told_at_the_default_one(
    post, book, mail_server, settings
):
    PublisherSettings.objects.update(email="")
    assert post(wish(book)).status_code == 202
    assert mail_server.to(settings.DEFAULT_FROM_EMAIL)["Reply-To"]


@pytest.mark.parametrize("name", ["Müller, “Ada”", 'Ada "The Wise" Müller', "Ада " * 30 + "Ъ"])
def test_the_publisher_can_reply_to_any_name(post, book, mail_server, name):
    assert post(wish(book, name=name)).status_code == 202
    reply_to = "".join(mail_server.to(PUBLISHER)["Reply-To"].splitlines())
    shown, address = parseaddr(reply_to)
    assert address == TEACHER
    assert str(make_header(decode_header(shown))).strip() == name


def test_an_address_under_an_international_domain_name_is_reached(post, book, mail_server):
    assert post(wish(book, email="ada@bücher.example")).status_code == 202
    assert mail_server.to("ada@xn--bcher-kva.example")
    assert mail_server.to(PUBLISHER)["Reply-To"].endswith("<ada@xn--bcher-kva.example>")


def test_a_mail_server_that_is_down_loses_no_request(post, book, mail_server, caplog):
    mail_server.stop()
    assert post(wish(book)).status_code == 202
    request = ExamCopyRequest.objects.get()
    assert request.mailed_at is request.forwarded_at is None
    assert request.mail_due_at > timezone.now()
    [line] = [each for each in caplog.records if each.name == "frontlist.mails"]
    assert "will be tried again" in line.getMessage()
    assert line.exc_info is None

    mail_server.start()
    send_mails()
    assert mail_server.mails == []
    let_time_pass()
    send_mails()
    assert {mail["X-RcptTo"] for mail in mail_server.mails} == {PUBLISHER, TEACHER}
    send_mails()
    assert len(mail_server.mails) == 2
    assert ExamCopyRequest.objects.get().mailed_at


def test_a_mailbox_that_is_refused_keeps_no_other_mail_back_nor_doubles_it(post, book, mail_server):
    mail_server.refuse(TEACHER)
    post(wish(book))
    let_time_pass()
    send_mails()
    assert mail_server.to(PUBLISHER)
    assert len(mail_server.mails) == 1
    request = ExamCopyRequest.objects.get()
    assert request.forwarded_at
    assert request.mailed_at is None


def test_mails_are_given_up_after_three_days(post, book, mail_server, caplog):
    mail_server.stop()
    post(wish(book))
    ExamCopyRequest.objects.update(requested_at=timezone.now() - timedelta(days=3, minutes=1))
    let_time_pass()
    send_mails()
    request = ExamCopyRequest.objects.get()
    assert request.mail_due_at is request.mailed_at is None
    assert "given up" in caplog.records[-1].getMessage()


def test_a_book_whose_record_offers_none_cannot_be_asked_for(client, post, book):
    settings = PublisherSettings.objects.get()
    settings.exam_copy_label = ""
    settings.save()
    assert client.get(f"/api/v3/books/{book.pk}/").json()["exam_copy"] is None
    assert errors_of(post(wish(book))) == {"body.book": "invalid_choice"}


def test_a_mail_that_cannot_be_made_holds_up_no_other(post, book, mail_server, caplog):
    mail_server.stop()
    post(wish(book))
    ExamCopyRequest.objects.update(email=f"ada@{'ü' * 60}.com")
    post(wish(book))
    mail_server.start()
    let_time_pass()
    send_mails()
    assert mail_server.to(TEACHER)
    bad, good = ExamCopyRequest.objects.order_by("pk")
    assert good.mail_due_at is None
    assert bad.mail_due_at > timezone.now()
    assert "will be tried again" in caplog.records[-1].getMessage()


def test_a_request_outlives_its_book(post, book, mail_server):
    mail_server.stop()
    post(wish(book))
    book.delete()
    mail_server.start()
    let_time_pass()
    send_mails()
    assert "no longer here" in text_of(mail_server.to(TEACHER))


def hidden_books() -> list[int]:
    """Ids of books that cannot be asked for: each for another reason."""
    private = make_book("Private", offers_exam_copies=True)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    expired = timezone.now() - timedelta(days=1)
    books = [
        private,
        make_book("Draft", live=False, offers_exam_copies=True),
        make_book("Expired", offers_exam_copies=True, expire_at=expired),
        make_book("Not offered"),
    ]
    return [*(book.pk for book in books), books[0].get_parent().pk, 10**9, 2**63 - 1]


def test_a_hidden_book_is_as_one_that_is_not_there(post, book, mail_server):
    responses = [post(wish(book, book=pk)) for pk in hidden_books()]
    assert {response.content for response in responses} == {responses[0].content}
    assert errors_of(responses[0]) == {"body.book": "invalid_choice"}
    assert not ExamCopyRequest.objects.exists()
    assert mail_server.mails == []


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " \t "}, {"body.name": "required"}),
        ({"email": "ada"}, {"body.email": "invalid"}),
        (
            {"institution": "", "course": ""},
            {"body.institution": "required", "body.course": "required"},
        ),
        ({"name": "x" * 151}, {"body.name": "max_length"}),
        ({"comments": "x" * 5000}, {"body.comments": "max_length"}),
        ({"name": "Ada\nBcc: all@example.org"}, {"body.name": "control_characters"}),
        ({"course": "ECON\r210"}, {"body.course": "control_characters"}),
        ({"course": "ECON\u2028210"}, {"body.course": "control_characters"}),
        ({"name": "Ada\0"}, {"body.name": "null_characters_not_allowed"}),
        ({"comments": "bell \x07"}, {"body.comments": "control_characters"}),
        ({"email": '"a\x01"@example.org'}, {"body.email": "invalid"}),
        ({"form": "hardback"}, {"body.form": "invalid_choice"}),
        ({"form": "paperback"}, {"body.address": "required"}),
        ({"form": "paperback", "address": " \n "}, {"body.address": "required"}),
        ({"form": "scroll"}, {"body.form": "enum"}),
        ({"enrolment": 0}, {"body.enrolment": "greater_than_equal"}),
        ({"enrolment": 10**20}, {"body.enrolment": "less_than_equal"}),
        ({"enrolment": "many"}, {"body.enrolment": "int_type"}),
        ({"name": None}, {"body.name": "string_type"}),
        ({"book": "1"}, {"body.book": "int_type"}),
        ({"colour": "red"}, {"body.colour": "extra_forbidden"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, book, mail_server, fields, errors):
    assert errors_of(post(wish(book, **fields))) == errors
    assert not ExamCopyRequest.objects.exists()


def test_names_are_stripped_and_downloads_need_no_address(post, book, mail_server):
    assert post(wish(book, name="  Ada ", form="pdf")).status_code == 202
    assert ExamCopyRequest.objects.get().name == "Ada"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"{}", 422),
        (b'"text"', 422),
        (b"{", 400),
        (b"\xff\xfe\xfd", 400),
        (b'{"name": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"book": ' + b"9" * 5000 + b"}", 400),
        (rb'{"name": "\ud800"}', 422),
        (rb'{"email": "\ud800"}', 422),
        (rb'{"\ud800": 1}', 422),
        (rb'{"\u0000": 1}', 422),
        (b'{"book": NaN}', 422),
    ],
)
def test_bad_bodies_are_problems(post, body, status):
    response = post(body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == status


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_taken(post, book, content_type):
    response = post(json.dumps(wish(book)), content_type=content_type)
    assert response.status_code == 415
    assert response["Content-Type"] == "application/problem+json"
    assert not ExamCopyRequest.objects.exists()


def test_a_robot_is_answered_as_anyone_and_not_listened_to(post, book, mail_server):
    person = post(wish(book))
    robot = post(wish(book, website="https://pills.example.org"))
    assert (robot.status_code, robot.content) == (person.status_code, person.content)
    assert ExamCopyRequest.objects.count() == 1
    assert len(mail_server.mails) == 2


def test_too_many_from_one_address_have_to_wait(post, book, mail_server, settings):
    settings.FORM_RATE = "2/h"
    for number in range(2):
        assert post(wish(book, email=f"ada{number}@example.org")).status_code == 202
    response = post(wish(book, email="ada3@example.org"))
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert 0 < int(response["Retry-After"]) <= 3600
    assert ExamCopyRequest.objects.count() == 2
    elsewhere = post(wish(book, email="ada4@example.org"), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 202


def test_too_many_for_one_email_have_to_wait_wherever_they_come_from(
    post, book, mail_server, settings
):
    settings.FORM_RATE_PER_EMAIL = "1/d"
    assert post(wish(book), REMOTE_ADDR="192.0.2.1").status_code == 202
    again = post(wish(book, email=f" {TEACHER.upper()}"), REMOTE_ADDR="192.0.2.2")
    assert again.status_code == 429
    assert 3600 < int(again["Retry-After"]) <= 86400


def test_a_mailbox_is_one_however_its_domain_is_written(post, book, mail_server, settings):
    settings.FORM_RATE_PER_EMAIL = "1/d"
    statuses = [
        post(wish(book, email=f"ada@{domain}")).status_code
        for domain in ("exämple.org", "ex\uff41mple.org", "ｅxample.org", "xn--exmple-cua.org")
    ]
    assert statuses == [202, 202, 429, 429]


@pytest.mark.parametrize(
    "email",
    ['"ada lovelace"@example.org', '"ada"@example.org', "ádá@example.org", "\u017fam@example.org"],
)
def test_a_mailbox_that_few_can_write_to_is_refused_at_its_field(post, book, mail_server, email):
    errors = problem(post(wish(book, email=email)), 422)["errors"]
    assert [tuple(each["loc"]) for each in errors] == [("body", "email")]
    assert "Before the @" in errors[0]["msg"]


def test_a_detail_of_a_mailbox_is_the_mailbox(post, book, mail_server, settings):
    settings.FORM_RATE_PER_EMAIL = "1/d"
    answers = [post(wish(book, email=f"ada{each}@example.org")) for each in ("", "+1", "+2+3")]
    assert [each.status_code for each in answers] == [202, 429, 429]


def test_what_is_not_valid_uses_up_no_allowance_of_the_mailbox(post, book, mail_server, settings):
    settings.FORM_RATE_PER_EMAIL = "1/d"
    assert post(wish(book, name="")).status_code == 422
    assert post(wish(book)).status_code == 202


def test_a_body_that_is_too_large_is_a_problem(post):
    assert "bytes" in problem(post(b" " * 3_000_000), 413)["detail"]


def test_requests_cannot_be_read(client, post, book, mail_server):
    post(wish(book))
    number = ExamCopyRequest.objects.get().pk
    assert client.get(URL).status_code == 405
    assert client.head(URL).status_code == 405
    assert client.get(f"{URL}{number}/").status_code == 404


def test_a_page_can_use_the_same_form(book, mail_server, django_capture_on_commit_callbacks):
    """As posted from HTML: all is text, and what is left empty is there."""
    empty = {"form": "", "department": "", "enrolment": "", "term": "", "website": ""}
    form = ExamCopyRequestForm(wish(book, **empty, address="", comments="", book=str(book.pk)))
    with django_capture_on_commit_callbacks(execute=True):
        assert form.is_valid()
        form.save()
    assert mail_server.to(PUBLISHER)


def test_editors_are_not_told_that_requests_use_a_book(post, book, mail_server, admin_client):
    post(wish(book))
    usage = admin_client.get(f"/admin/pages/{book.pk}/usage/").content.decode()
    assert "Ada Teacher" not in usage


def test_the_openapi_document_says_what_is_taken_and_answered(client):
    document = client.get("/api/v3/openapi.json").json()
    operation = document["paths"][URL]["post"]
    assert set(operation["responses"]) >= {"202", "400", "401", "415", "422", "429"}
    schema = document["components"]["schemas"]["ExamCopyRequestIn"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["name"]["maxLength"] == 150
    assert set(schema["required"]) == {"book", "name", "email", "institution", "course"}
