"""Administrators see who is logged in, and end it; what ends a session otherwise."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.models import UserSession
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.roles import make_user

pytestmark = pytest.mark.django_db

URL = "/admin/sessions/"
DESK = "/admin/account/"


@pytest.fixture
def ada() -> AbstractUser:
    return make_user(MARKETING_EDITORS, "ada")


def browser_of(user: AbstractUser, name: str = "Firefox", address: str = "192.0.2.7") -> Client:
    """Logged in as people do it; test clients answer no question about themselves otherwise."""
    client = Client(headers={"User-Agent": name}, REMOTE_ADDR=address)
    form = {"username": user.username, "password": "secret"}
    assert client.post("/admin/login/", form).status_code == 302
    return client


def is_logged_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def public_key(client: Client) -> str:
    return UserSession.objects.get(pk=client.session.session_key).public_key


def test_sessions_are_listed_with_user_browser_and_address(admin_client, ada):
    client = browser_of(ada, "Lynx/2.9")
    page = admin_client.get(URL).content.decode()
    for words in ("ada", "Lynx/2.9", "192.0.2.7"):
        assert words in page
    assert client.session.session_key not in page
    assert public_key(client) in page


def test_a_session_ends_at_once_and_no_other(admin_client, ada):
    one, other = browser_of(ada), browser_of(ada)
    admin_client.post(URL, {"user": ada.pk, "session": public_key(one)})
    assert [is_logged_in(each) for each in (one, other)] == [False, True]
    entry = ModelLogEntry.objects.get(action="home.end_sessions")
    assert (entry.object_id, entry.data) == (str(ada.pk), {"sessions": 1})


def test_all_sessions_of_a_user_end_and_nobody_elses(admin_client, ada):
    grace = make_user(MARKETING_EDITORS, "grace")
    hers, others = [browser_of(ada), browser_of(ada)], browser_of(grace)
    admin_client.post(URL, {"user": ada.pk})
    assert [is_logged_in(each) for each in (*hers, others)] == [False, False, True]
    assert is_logged_in(admin_client)


def test_an_ended_session_is_not_stored_again_by_a_request_under_way(ada):
    client = browser_of(ada)
    session = client.session
    session["x"] = 1
    UserSession.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("group", [MARKETING_EDITORS, PUBLISHERS])
def test_others_neither_see_nor_end_sessions(ada, group):
    browser, key = browser_of(make_user(group, "grace")), public_key(browser_of(ada))
    for answer in (browser.get(URL), browser.post(URL, {"user": ada.pk, "session": key})):
        assert (answer.status_code, answer.url) == (302, "/admin/")
    assert UserSession.objects.filter(user=ada).exists()
    assert URL not in browser.get("/admin/").content.decode()


def test_who_may_see_sessions_need_not_end_them(ada):
    grace = make_user(MARKETING_EDITORS, "grace")
    grace.user_permissions.add(Permission.objects.get(codename="view_usersession"))
    browser = browser_of(grace)
    page = browser.get(URL).content.decode()
    assert "ada" not in page
    assert "<button" not in page.partition('<table class="listing">')[2]
    browser.post(URL, {"user": grace.pk})
    assert is_logged_in(browser)


@pytest.mark.parametrize(
    "sent", [{}, {"user": ""}, {"user": "x"}, {"user": "9" * 30}, {"user": "²"}, {"user": "999"}]
)
def test_nobodys_sessions_are_not_found(admin_client, sent):
    assert admin_client.post(URL, sent).status_code == 404


def test_an_unknown_session_ends_nothing(admin_client, ada):
    client = browser_of(ada)
    for key in ("", "x", client.session.session_key):
        admin_client.post(URL, {"user": ada.pk, "session": key})
    assert is_logged_in(client)


def test_a_new_password_ends_the_others_and_keeps_this_one(admin_client, ada):
    one, other = browser_of(ada), browser_of(ada, "Opera")
    form = {"name_email-first_name": "Ada", "name_email-last_name": "L"}
    form |= {"name_email-email": "ada@example.org", "password-old_password": "secret"}
    form |= {f"password-new_password{n}": "a quite new harbour" for n in (1, 2)}
    form |= {"locale-preferred_language": "", "theme-theme": "light", "theme-contrast": "system"}
    form |= {"theme-density": "default", "locale-current_time_zone": "UTC"}
    answer = one.post(DESK, form)
    assert answer.status_code == 302, answer.content.decode()
    assert [is_logged_in(each) for each in (one, other)] == [True, False]
    page = admin_client.get(URL).content.decode()
    assert "Firefox" in page
    assert "Opera" not in page


def test_who_is_shut_out_is_logged_out_for_good(ada):
    client = browser_of(ada)
    ada.is_active = False
    ada.save()
    assert not is_logged_in(client)
    ada.is_active = True
    ada.save()
    assert not is_logged_in(client)


def test_a_user_who_is_deleted_takes_their_sessions_along(ada):
    browser_of(ada)
    ada.delete()
    assert not UserSession.objects.exists()


def test_reading_writes_nothing_and_sending_once_in_a_while(ada):
    client = browser_of(ada)
    login = client.session["login"]
    session = client.session
    session["login"] = login | {"seen": (timezone.now() - timedelta(hours=1)).isoformat()}
    session.save()
    assert is_logged_in(client)
    with CaptureQueriesContext(connection) as queries:
        assert is_logged_in(client)
    assert not [each for each in queries if not each["sql"].startswith("SELECT")]
    for _ in range(2):
        client.post("/admin/editing-sessions/release/0/", REMOTE_ADDR="192.0.2.8")
        seen = UserSession.objects.get(user=ada).seen_at
        assert timezone.now() - seen < timedelta(minutes=1)
    assert UserSession.objects.get(user=ada).login["address"] == "192.0.2.8"


def test_the_list_takes_as_many_queries_for_many_as_for_one(admin_client, ada):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(URL).status_code == 200
        return len(queries)

    browser_of(ada)
    count()
    before = count()
    for number in range(3):
        browser_of(make_user(MARKETING_EDITORS, f"someone{number}"))
    assert count() == before


def test_who_is_made_inactive_among_many_does_not_come_back_with_an_old_session(admin_client, ada):
    client = browser_of(ada)
    address = f"/admin/bulk/auth/user/set_active_state/?id={ada.pk}"
    for is_active in (False, True):
        form = {"mark_as_active": str(is_active)}
        assert admin_client.post(address, form).status_code == 302
        ada.refresh_from_db()
        assert ada.is_active == is_active
        assert not is_logged_in(client)


def test_sessions_that_are_over_are_not_kept(ada):
    client = browser_of(ada)
    UserSession.objects.forget()
    assert is_logged_in(client)
    UserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    UserSession.objects.forget()
    assert not UserSession.objects.exists()
