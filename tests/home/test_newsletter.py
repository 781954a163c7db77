"""The newsletter goes to those who asked for it and confirmed, until they leave."""

import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from books.models import PublisherSettings
from home.management.commands.worker import send_mails
from home.models import NewsletterSubscription
from tests.config.problems import problem
from tests.factories import make_site
from tests.smtp import text_of

pytestmark = pytest.mark.django_db

URL = "/api/v3/newsletter-subscriptions/"
READER = "reader@example.org"
CONSENT = "Send me the monthly letter. I can leave at any time."
OFFER = "The first letter brings 10% off."


@pytest.fixture(autouse=True)
def site() -> Site:
    make_site()
    site = Site.objects.get(is_default_site=True)
    PublisherSettings.objects.create(site=site, name="Quarto & Sons", newsletter_offer=OFFER)
    return site


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    def post(data=None, **extra):
        data = data or {"email": READER, "consent": CONSENT}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(URL, data, content_type="application/json", **extra)

    return post


@pytest.fixture
def anyone() -> Client:
    """A browser without cookies, which is asked for what a form has to have against forgery."""
    return Client(enforce_csrf_checks=True)


def subscription() -> NewsletterSubscription:
    return NewsletterSubscription.objects.get()


def confirm_link(mail) -> str:
    """The path of the link within the text."""
    [url] = re.findall(r"http://localhost(/newsletter/confirm/\S+)", text_of(mail))
    return url


def leave_link(mail) -> str:
    header = mail["List-Unsubscribe"].strip()
    url = re.fullmatch(r"<(http://localhost/newsletter/unsubscribe/\S+)>", header)
    return urlsplit(url[1]).path


def test_who_asks_is_subscribed_only_by_confirming(post, anyone, mail_server):
    response = post()
    assert response.status_code == 202
    assert response.json() == {"status": "received"}
    assert (subscription().consent, subscription().is_subscribed) == (CONSENT, False)
    assert subscription().mailed_at
    link = confirm_link(mail_server.to(READER))
    page = anyone.get(link)
    assert page.status_code == 200
    assert not subscription().is_subscribed
    assert page.cookies == {}
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page.content.decode()
    assert anyone.head(link).status_code == 200
    assert "now comes to reader@example.org" in anyone.post(link).content.decode()
    assert subscription().is_subscribed


def test_the_mail_names_the_publisher_and_the_offer(post, mail_server):
    post()
    mail = mail_server.to(READER)
    assert mail["Subject"] == "Confirm the newsletter of Quarto & Sons"
    assert OFFER in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_program_unsubscribes_with_one_click(post, anyone, mail_server):
    """RFC 8058, section 3.1: no cookies, no redirect."""
    post()
    mail = mail_server.to(READER)
    anyone.post(confirm_link(mail))
    response = anyone.post(
        leave_link(mail),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 200
    assert not subscription().is_subscribed
    assert subscription().confirmed_at


def test_opening_the_link_to_leave_changes_nothing(post, anyone, mail_server):
    post()
    mail = mail_server.to(READER)
    anyone.post(confirm_link(mail))
    assert "Unsubscribe</button>" in anyone.get(leave_link(mail)).content.decode()
    assert subscription().is_subscribed
    assert "No newsletter comes to" in anyone.post(leave_link(mail)).content.decode()
    left_at = subscription().unsubscribed_at
    anyone.post(leave_link(mail))
    assert subscription().unsubscribed_at == left_at


def test_who_has_left_comes_back_only_by_confirming_again(post, anyone, mail_server):
    post()
    first = mail_server.to(READER)
    anyone.post(confirm_link(first))
    anyone.post(leave_link(first))
    mail_server.mails.clear()
    post({"email": READER, "consent": "Other words."})
    assert subscription().unsubscribed_at
    assert subscription().consent == "Other words."
    anyone.post(confirm_link(mail_server.to(READER)))
    assert subscription().is_subscribed


def test_an_old_link_does_not_bring_back_who_has_left(post, anyone, mail_server):
    post()
    mail = mail_server.to(READER)
    anyone.post(confirm_link(mail))
    anyone.post(leave_link(mail))
    assert anyone.get(confirm_link(mail)).status_code == 404
    assert anyone.post(confirm_link(mail)).status_code == 404
    assert not subscription().is_subscribed
    assert anyone.post(leave_link(mail)).status_code == 200


def test_an_international_domain_is_one_subscription_too(post, mail_server):
    for domain in ("exämple.com", "xn--exmple-cua.com", "EXÄMPLE.com"):
        assert post({"email": f"reader@{domain}", "consent": CONSENT}).status_code == 202
    assert subscription().email == "reader@xn--exmple-cua.com"


def test_the_answer_and_its_cost_do_not_tell_who_is_subscribed(
    client, post, anyone, mail_server, site
):
    post()
    anyone.post(confirm_link(mail_server.to(READER)))
    post({"email": "pending@example.org", "consent": CONSENT})
    answers, costs = set(), set()
    for email in ("stranger@example.org", "pending@example.org", READER):
        data = {"email": email, "consent": CONSENT}
        with CaptureQueriesContext(connection) as queries:
            response = client.post(URL, data, content_type="application/json")
        answers.add((response.status_code, response.content))
        costs.add(tuple(query["sql"].split()[0] for query in queries))
    assert len(answers) == len(costs) == 1


def test_a_subscriber_who_asks_again_gets_no_mail(
    post, anyone, mail_server, django_capture_on_commit_callbacks
):
    post()
    with django_capture_on_commit_callbacks(execute=True):
        anyone.post(confirm_link(mail_server.to(READER)))
    mail_server.mails.clear()
    before = NewsletterSubscription.objects.values().get()
    assert post({"email": "Reader@Example.ORG", "consent": "Other words."}).status_code == 202
    assert mail_server.mails == []
    assert NewsletterSubscription.objects.values().get() == before


def test_an_address_is_one_subscription_however_it_is_written(post, mail_server, site):
    post({"email": "Reader@Example.ORG", "consent": CONSENT})
    post()
    assert subscription().email == READER
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterSubscription.objects.create(site=site, email=READER.upper())


def test_each_site_has_a_newsletter_of_its_own(post, mail_server, site, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    post()
    post(SERVER_NAME="other.example")
    assert {each.site for each in NewsletterSubscription.objects.all()} == {site, other}
    assert "http://other.example/newsletter/confirm/" in text_of(mail_server.mails[1])


def test_a_mail_server_that_is_down_loses_no_subscription(post, mail_server):
    mail_server.stop()
    assert post().status_code == 202
    assert subscription().mailed_at is None
    mail_server.start()
    NewsletterSubscription.objects.update(mail_due_at=timezone.now())
    send_mails()
    assert confirm_link(mail_server.to(READER))
    assert subscription().mailed_at


@pytest.mark.parametrize("act", ["confirm", "unsubscribe"])
def test_a_forged_link_is_none(post, anyone, mail_server, act):
    post()
    forged = signing.dumps(subscription().pk, salt="another")
    other = {"confirm": leave_link, "unsubscribe": confirm_link}[act](mail_server.to(READER))
    for token in (forged, "x", other.split("/")[-2]):
        for method in (anyone.get, anyone.post):
            response = method(f"/newsletter/{act}/{token}/")
            assert response.status_code == 404
            assert "This link is not valid" in response.content.decode()
    assert subscription().confirmed_at is subscription().unsubscribed_at is None


def test_a_link_to_confirm_works_for_seven_days(post, anyone, mail_server, monkeypatch):
    post()
    link = confirm_link(mail_server.to(READER))
    now = timezone.now()
    for age, status in ((timedelta(days=7, minutes=1), 404), (timedelta(days=6, hours=23), 200)):
        monkeypatch.setattr(signing.time, "time", (now + age).timestamp)
        assert anyone.post(link).status_code == status
    assert subscription().is_subscribed


def test_the_link_of_a_deleted_subscription_is_none(post, anyone, mail_server):
    post()
    NewsletterSubscription.objects.all().delete()
    assert anyone.post(confirm_link(mail_server.to(READER))).status_code == 404


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"email": ""}, "email"),
        ({"email": f"reader@{'ü' * 60}.com"}, "email"),
        ({"email": "reader@אb1.com"}, "email"),
        ({"email": "reader@example.org\nBcc: all@example.org"}, "email"),
        ({"email": "r\0@example.org"}, "email"),
        ({"email": "r" * 5000 + "@example.org"}, "email"),
        ({"email": "\ud800@example.org"}, "email"),
        ({"consent": ""}, "consent"),
        ({"consent": "x" * 5000}, "consent"),
        ({"consent": True}, "consent"),
        ({"site": 1}, "site"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, mail_server, fields, name):
    response = post({"email": READER, "consent": CONSENT} | fields)
    errors = problem(response, 422)["errors"]
    assert {tuple(each["loc"]) for each in errors} == {("body", name)}
    assert not NewsletterSubscription.objects.exists()


def test_a_robot_is_answered_as_anyone_and_not_listened_to(post, mail_server):
    response = post({"email": READER, "consent": CONSENT, "website": "https://pills.example"})
    assert json.loads(response.content) == {"status": "received"}
    assert not NewsletterSubscription.objects.exists()


def test_too_many_have_to_wait(post, mail_server, settings):
    settings.FORM_RATE_PER_EMAIL = "2/d"
    assert [post().status_code for _ in range(3)] == [202, 202, 429]
    assert post({"email": "other@example.org", "consent": CONSENT}).status_code == 202


def test_subscriptions_cannot_be_read(client, post, mail_server):
    post()
    assert client.get(URL).status_code == 405
    assert client.get(f"{URL}{subscription().pk}/").status_code == 404
