"""The newsletter's form on a page, the code for those who confirm, and mails in their language."""

import re

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Locale, Site

from books.models import PublisherSettings
from home.management.commands.worker import send_mails
from home.models import NewsletterSubscription
from tests.factories import make_site
from tests.smtp import text_of

pytestmark = pytest.mark.django_db

HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
READER, CODE = "reader@example.org", "TENPERCENT"


@pytest.fixture(autouse=True)
def site() -> Site:
    make_site()
    site = Site.objects.get(is_default_site=True)
    PublisherSettings.objects.create(
        site=site, name="Quarto", newsletter_offer="The first brings 10% off.", newsletter_code=CODE
    )
    return site


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def send(address: str = "/newsletter/", headers: dict = HERE, **data: str):
        with django_capture_on_commit_callbacks(execute=True):
            return Client(enforce_csrf_checks=True).post(address, data, headers=headers)

    return send


def link_in(mail) -> str:
    """The path in a mail."""
    return re.search(r"http://localhost(/\S+)", text_of(mail))[1]


def test_every_page_offers_the_newsletter_with_the_words_that_are_agreed_to(client, send):
    content = client.get("/").content.decode()
    form = re.search(r'<form class="newsletter".*?</form>', content, re.DOTALL)[0]
    words = "Send me the newsletter of Quarto. I can leave at any time, with one click."
    assert 'action="/newsletter/"' in form
    assert "The first brings 10% off." in form
    assert words in form
    assert send(email=READER, consent="Sell my address.").status_code == 303
    assert NewsletterSubscription.objects.get().consent == words


def test_the_code_is_told_once_confirmed_and_not_before(client, send, mail_server):
    thanks = send(email=READER)["Location"]
    asked = mail_server.to(READER)
    link = link_in(asked)
    for told in (client.get(thanks), client.get(link), client.get("/"), client.get("/newsletter/")):
        assert CODE not in told.content.decode()
    assert CODE not in text_of(asked)
    mail_server.mails.clear()
    assert CODE in send(link).content.decode()
    welcome = mail_server.to(READER)
    assert CODE in text_of(welcome)
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mail_server.mails.clear()
    send(link)
    assert mail_server.mails == []
    leave = link_in(welcome)
    assert send(leave, headers={}).status_code == 200
    assert not NewsletterSubscription.objects.get().is_subscribed


def test_a_welcome_outlasts_a_mail_server_that_is_down(send, mail_server):
    send(email=READER)
    link = link_in(mail_server.to(READER))
    mail_server.stop()
    assert CODE in send(link).content.decode()
    NewsletterSubscription.objects.update(mail_due_at="2020-01-01T00:00Z")
    mail_server.mails.clear()
    mail_server.start()
    send_mails()
    assert CODE in text_of(mail_server.to(READER))
    assert NewsletterSubscription.objects.get().mail_due_at is None


def test_who_leaves_before_the_welcome_was_sent_hears_no_more(send, mail_server):
    send(email=READER)
    link = link_in(mail_server.to(READER))
    leave = re.search(r"localhost(/\S+?)>", mail_server.to(READER)["List-Unsubscribe"])[1]
    mail_server.stop()
    send(link)
    send(leave)
    mail_server.mails.clear()
    mail_server.start()
    send_mails()
    assert mail_server.mails == []


def test_asking_twice_tells_nothing(client, send, mail_server):
    first = send(email=READER)
    send(link_in(mail_server.to(READER)))
    mail_server.mails.clear()
    again, stranger = send(email=READER), send(email="other@example.org")
    assert {each["Location"] for each in (first, again, stranger)} == {"/newsletter/thanks/"}
    for answer in (first, again, stranger):
        # Each request has its own.
        del answer["X-Request-ID"]
    assert first.headers == again.headers == stranger.headers
    assert [mail["X-RcptTo"] for mail in mail_server.mails] == ["other@example.org"]


def test_a_wrong_address_is_kept_with_what_is_wrong(send):
    response = send(email="reader@")
    content = response.content.decode()
    assert response.status_code == 422
    assert 'value="reader@"' in content
    assert 'aria-describedby="id_email_error"' in content


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_nothing_is_taken_from_another_site(send, headers):
    assert send(headers=headers, email=READER).status_code == 403
    assert not NewsletterSubscription.objects.exists()


def test_a_robot_is_thanked(send):
    assert send(email=READER, website="x").status_code == 303
    assert not NewsletterSubscription.objects.exists()


def test_who_asks_in_spanish_is_answered_in_spanish(send, mail_server):
    spanish = Locale.objects.create(language_code="es")
    make_site().copy_for_translation(spanish).save_revision().publish()
    assert send("/es/newsletter/", email=READER)["Location"] == "/es/newsletter/thanks/"
    assert NewsletterSubscription.objects.get().language == "es"
    translation.activate("en")
    NewsletterSubscription.objects.update(mail_due_at="2020-01-01T00:00Z", mailed_at=None)
    mail_server.mails.clear()
    send_mails()
    mail = mail_server.to(READER)
    assert link_in(mail).startswith("/es/newsletter/confirm/")
    assert "Hola" in text_of(mail)
