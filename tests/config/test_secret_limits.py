"""Whatever takes a secret, or has a mail sent to anyone, is limited: per address and account."""

import inspect
import re
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from books.submissions.throttle import Allowance
from config.secret_limits import MAILS, SECRETS, STARTS
from home.management.commands.worker import queue_of_mails, run_mails
from home.roles import MARKETING_EDITORS
from tests.factories import make_site
from tests.roles import make_user
from tests.tasks import WITH_WORKER

pytestmark = pytest.mark.django_db

LOGIN, RESET = "/admin/login/", "/admin/password_reset/"
PASSWORD = "a quiet harbour town"
ABOUT_SECRETS = re.compile(
    r"password|token|authenticate|login|secret|totp|recovery|send_mail|EmailMessage", re.I
)
# Views with such words that try nothing: why.
NO_SECRETS = {
    "": "Wagtail's page for what is not there, and what it does for visitors",
    "wagtailadmin_logout": "ends a session",
    "wagtailadmin_password_reset_done": "words only",
    "wagtailadmin_password_reset_complete": "words only",
    "wagtailusers_users:index": "lists users",
    "wagtailusers_users:index_results": "lists users",
    "wagtailusers_users:edit": "gives another password, to administrators",
    "wagtailusers_users:add": "gives a password, to administrators",
    "wagtailapi_v3:detail_preview": "the API's own allowance",
    # With two-factor login and single sign-on.
    "account_inactive": "words only",
    "account_logout": "ends a session",
    "mfa_deactivate_totp": "asks again who it is, in another view",
    "mfa_view_recovery_codes": "asks again who it is, in another view",
    "mfa_download_recovery_codes": "asks again who it is, in another view",
    "mfa_generate_recovery_codes": "asks again who it is, in another view",
    "socialaccount_login_cancelled": "words only",
    "socialaccount_login_error": "words only",
}
OF_TOKENS_LISTED = "wagtailusers_api_tokens:"


def views(
    patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """The name of each view, and all that tells what it does."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from views(pattern.url_patterns, inside)
        else:
            view = inspect.unwrap(pattern.callback)
            name = ":".join([*namespaces, pattern.name or ""])
            yield name, f"{name} {pattern.pattern} {source(getattr(view, 'view_class', view))}"


def source(view: object) -> str:
    """Nothing for what Wagtail makes of its settings: its name has to tell."""
    try:
        return inspect.getsource(view)
    except (OSError, TypeError):
        return ""


def test_every_view_that_takes_a_secret_is_limited():
    limited = set(SECRETS) | MAILS | STARTS | set(NO_SECRETS)
    missing = {
        name
        for name, words in views(get_resolver().url_patterns)
        if ABOUT_SECRETS.search(words) and not name.startswith(OF_TOKENS_LISTED)
    } - limited
    assert missing == set()


@pytest.fixture(autouse=True)
def user(settings):
    settings.LOGIN_RATE, settings.LOGIN_RATE_PER_ACCOUNT = "3/h", "100/h"
    user = make_user(MARKETING_EDITORS, "ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client: Client, name: str = "ada", password: str = "wrong", **extra) -> HttpResponse:
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def assert_has_to_wait(response: HttpResponse) -> None:
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "too many attempts" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_wrong_passwords_from_one_address_have_to_wait_whoever_they_are_for(client):
    assert [log_in(client, f"name{n}").status_code for n in range(3)] == [200] * 3
    assert_has_to_wait(log_in(client, "ada", PASSWORD))
    assert log_in(client, "ada", PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_what_is_right_uses_up_nothing(client):
    for _ in range(5):
        assert log_in(client, password=PASSWORD).status_code == 302
        client.post("/admin/logout/")
    assert log_in(client).status_code == 200


def test_wrong_passwords_of_one_account_have_to_wait_wherever_they_come_from(client, settings):
    settings.LOGIN_RATE_PER_ACCOUNT = "4/h"
    names = ["ada", "ADA", " ada ", "\uff41da"]
    for number, name in enumerate(names):
        response = log_in(client, name, REMOTE_ADDR=f"192.0.2.{number}")
        assert response.status_code == 200
    assert_has_to_wait(log_in(client, "ada", PASSWORD, REMOTE_ADDR="192.0.2.99"))
    assert log_in(client, "grace", REMOTE_ADDR="192.0.2.98").status_code == 200


def test_an_unknown_account_waits_as_a_known_one_does(client, settings):
    settings.LOGIN_RATE_PER_ACCOUNT = "1/h"
    for name in ("ada", "nobody"):
        answers = [log_in(client, name, REMOTE_ADDR=f"192.0.2.{n}") for n in range(2)]
        assert [each.status_code for each in answers] == [200, 429]


def test_what_an_address_may_not_try_does_not_lock_an_account(client, settings):
    settings.LOGIN_RATE_PER_ACCOUNT = "4/h"
    for _ in range(10):
        log_in(client)
    assert log_in(client, "ada", PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_strangers_do_not_lock_out_a_browser_that_was_used_before(client, settings):
    settings.LOGIN_RATE_PER_ACCOUNT = "2/h"
    log_in(client, password=PASSWORD)
    client.post("/admin/logout/")
    for number in range(3):
        log_in(Client(), REMOTE_ADDR=f"192.0.2.{number}")
    assert log_in(Client(), password=PASSWORD).status_code == 429
    assert log_in(client, password=PASSWORD, REMOTE_ADDR="192.0.2.50").status_code == 302


def test_a_browser_of_another_account_or_of_nobody_counts_as_any(client, settings):
    settings.LOGIN_RATE_PER_ACCOUNT = "1/h"
    make_user(MARKETING_EDITORS, "grace")
    own, forged = Client(), Client()
    log_in(own, "grace", "secret", REMOTE_ADDR="192.0.2.1")
    forged.cookies["known_browser"] = own.cookies["known_browser"].value[:-2] + "xx"
    log_in(client, REMOTE_ADDR="192.0.2.2")
    for browser in (own, forged):
        assert log_in(browser, REMOTE_ADDR="192.0.2.3").status_code == 429


def test_guesses_at_once_count_one_by_one():
    request, passed = RequestFactory().get("/"), []

    def guess() -> None:
        passed.append(not Allowance("5/h", "secrets", "x").seconds_to_wait(request))

    threads = [threading.Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 5


def test_a_mail_to_renew_a_password_can_be_asked_for_so_often(client, settings, user):
    settings.FORM_RATE_PER_EMAIL = "2/d"
    spellings = ["ada@example.org", "ADA+1@example.org", "ada+2@EXAMPLE.org"]
    answers = [
        client.post(RESET, {"email": each}, REMOTE_ADDR=f"192.0.2.{n}")
        for n, each in enumerate(spellings)
    ]
    assert [each.status_code for each in answers] == [302, 302, 429]
    assert len(mail.outbox) == 1
    settings.FORM_RATE = "1/h"
    answers = [client.post(RESET, {"email": f"{n}@example.org"}) for n in range(2)]
    assert [each.status_code for each in answers] == [302, 429]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_the_mail_to_renew_a_password_costs_tells_no_stranger_who_is_there(client, settings):
    """With a worker: the same is written for each, and no mail server is waited for."""
    settings.TASKS = WITH_WORKER
    queries = []
    for email in ("ada@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            assert client.post(RESET, {"email": email}).status_code == 302
        queries.append([each["sql"].split("VALUES")[0] for each in captured])
    assert queries[0] == queries[1]
    assert not mail.outbox
    run_mails(queue_of_mails("one"))
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    link = re.search(rf"{settings.SITE_URL}(/admin/\S+)", sent.body)[1]
    assert client.get(link).status_code == 302


def reset_link(user, token: str = "") -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = token or default_token_generator.make_token(user)
    return reverse("wagtailadmin_password_reset_confirm", args=[uid, token])


def test_dead_links_to_renew_a_password_have_to_wait(client, user):
    answers = [client.get(reset_link(user, f"c0ffee-{n}")) for n in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]


def test_a_good_link_to_renew_a_password_uses_up_nothing(client, user):
    for _ in range(5):
        assert client.get(reset_link(user), follow=True).status_code == 200


def test_passwords_of_pages_have_to_wait_in_the_readers_language(client, settings):
    make_site()
    page = Site.objects.get(is_default_site=True).root_page
    pages = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password=PASSWORD
    )
    address = reverse("wagtailcore_authenticate_with_password", args=[pages.pk, page.pk])
    wrong, right = ({"password": each, "return_url": "/"} for each in ("x", PASSWORD))
    assert [client.post(address, right).status_code for _ in range(4)] == [302] * 4
    assert [client.post(address, wrong).status_code for _ in range(4)] == [200, 200, 200, 429]
    settings.LOGIN_RATE_PER_ACCOUNT = "3/h"
    assert client.post(address, right, REMOTE_ADDR="192.0.2.8").status_code == 429


def test_passwords_of_documents_have_to_wait(client):
    files = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password=PASSWORD
    )
    address = reverse("wagtaildocs_authenticate_with_password", args=[files.pk])
    wrong = {"password": "x", "return_url": "/"}
    assert [client.post(address, wrong).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", ["newsletter_confirm", "newsletter_unsubscribe", "shared_draft"])
def test_tokens_that_are_tried_have_to_wait(client, name, method):
    answers = [client.generic(method, reverse(name, args=[f"token{n}"])) for n in range(4)]
    assert [each.status_code for each in answers] == [404, 404, 404, 429]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "SECRET"])
def test_no_method_is_a_way_around_the_limit(client, method):
    form = urlencode({"username": "ada", "password": "wrong"})
    kind = "application/x-www-form-urlencoded"
    statuses = [client.generic(method, LOGIN, form, kind).status_code for _ in range(4)]
    assert statuses[3] == 429


def test_the_old_password_is_not_tried_from_a_borrowed_desk(client, user):
    client.force_login(user)
    names = {"name_email-first_name": "Ada", "name_email-last_name": "L"}
    new = {f"password-new_password{n}": "a quite new harbour" for n in (1, 2)}
    form = names | new | {"password-old_password": "wrong"}
    statuses = [client.post("/admin/account/", form).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert client.post("/admin/account/", names).status_code == 200


@pytest.mark.parametrize(
    "password", ["1", "elevenchars", "123456789012", "password1234", "ada@example.org"]
)
def test_a_password_that_is_guessed_soon_is_refused(client, user, password):
    link = client.get(reset_link(user)).url
    answer = client.post(link, {"new_password1": password, "new_password2": password})
    assert answer.status_code == 200
    assert answer.context["form"].errors["new_password2"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_administrators_choose_no_weak_password_for_others(admin_client):
    form = {"username": "new", "email": "new@example.org", "first_name": "N", "last_name": "E"}
    weak = form | {"password1": "1", "password2": "1"}
    answer = admin_client.post(reverse("wagtailusers_users:add"), weak)
    assert "at least 12 characters" in answer.content.decode()
    assert not get_user_model().objects.filter(username="new").exists()
