"""Two-factor login and single sign-on, through a real server and a real provider."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from tests.home.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider
from tests.running import Running, running_site

PASSWORD = "a long way home"
MAKE_USERS = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
for role, group in (("editor", "Marketing editors"), ("publisher", "Publishers")):
    for number in range(1, 9):
        name = f"{{role}}{{number}}"
        user = get_user_model().objects.create_user(name, f"{{name}}@example.org", {PASSWORD!r})
        user.groups.add(Group.objects.get(name=group))
get_user_model().objects.filter(username="editor4").update(email="EDITOR3@example.org")
get_user_model().objects.filter(username="editor5").update(is_active=False)
reader = get_user_model().objects.create_user("reader", password={PASSWORD!r})
reader.groups.add(Group.objects.get(name="API readers"))
"""
# A link to choose a new password by, and a session that a login without a code has made.
WAYS_AROUND = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from home.sessions.store import SessionStore
user = User.objects.get(username="publisher6")
where = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(reverse("wagtailadmin_password_reset_confirm", args=where), session.session_key)
"""
WALK = """
from django.contrib.auth.models import User
from tests.config import test_secret_limits
test_secret_limits.test_every_view_that_takes_a_secret_is_limited()
print(User.objects.count())
"""
SETUP = "/admin/two-factor/totp/activate/"
CODE = "/admin/two-factor/authenticate/"
CODES = "/admin/two-factor/recovery-codes/"
AGAIN = "/admin/login/again/"
SSO = "/admin/login/oidc/sso/login/"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider: OpenIdProvider) -> Iterator[Running]:
    """With two processes, which tell each other nothing but through the database."""
    variables = {
        "DEMO": "no",
        "ADMIN_PASSWORD": PASSWORD,
        "WORKERS": "2",
        "LOGIN_RATE": "1000/h",
        "TWO_FACTOR": "publishers",
        "OIDC_SERVER_URL": provider.url,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_NAME": "Quarto's staff login",
    }
    with running_site(tmp_path_factory.mktemp("signing-in"), **variables) as site:
        made = site.run("shell", "-c", MAKE_USERS)
        assert made.returncode == 0, made.stderr
        yield site


class Browser(httpx.Client):
    def __init__(self, site: Running) -> None:
        super().__init__(base_url=site.site, timeout=60)

    def send_form(self, path: str, **fields: str) -> httpx.Response:
        """As the form at this address sends it."""
        page = self.get(path, follow_redirects=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token, path
        return self.post(page.url, data={"csrfmiddlewaretoken": token[1], **fields})

    def log_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.send_form("/admin/login/", login=name, password=password)

    def log_in_from(self, path: str, name: str) -> str:
        """Where the login leads on to, for who wanted to see this page: as its form says."""
        page = self.get(path, follow_redirects=True)
        then = re.search(r'name="next" value="([^"]*)"', page.text)[1]
        form = {"login": name, "password": PASSWORD, "next": then}
        return self.send_form("/admin/login/", **form).headers["Location"]

    def confirm(self) -> None:
        """Who sets a second factor up is asked for the password again."""
        answer = self.send_form(f"{AGAIN}?next={SETUP}", password=PASSWORD)
        assert answer.headers["Location"] == SETUP

    def is_in(self) -> bool:
        return self.get("/admin/account/").status_code == 200

    def sign_on(self) -> httpx.Response:
        return self.get(SSO, follow_redirects=True)


def code_of(secret: str, step: int = 0) -> str:
    """RFC 6238, section 4, and RFC 4226, section 5.3; `step` counts from the present one."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


class Enrolled(NamedTuple):
    secret: str
    code: str
    recovery_codes: list[str]


def enrol(site: Running, name: str) -> Enrolled:
    with Browser(site) as browser:
        browser.log_in(name)
        browser.confirm()
        page = browser.get(SETUP).text
        secret = re.search(r">([A-Z2-7]{32})<", page)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "code": code_of(secret)}
        answer = browser.post(SETUP, data=form)
        assert (answer.status_code, answer.headers["Location"]) == (302, CODES)
        assert browser.is_in()
        recovery_codes = re.findall(r"\b\d{8}\b", browser.get(CODES).text)
        return Enrolled(secret, form["code"], recovery_codes)


def test_an_editor_needs_no_second_factor_here_and_a_publisher_does(site):
    with Browser(site) as editor, Browser(site) as publisher:
        assert editor.log_in("editor1").headers["Location"] == "/admin/"
        assert editor.is_in()
        assert publisher.log_in("publisher1").headers["Location"] == "/admin/"
        for path in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/two-factor/"):
            assert publisher.get(path).headers["Location"] == SETUP
        api = publisher.get("/admin/api/main/pages/", headers={"X-Requested-With": "x"})
        assert api.status_code == 403
        token = publisher.cookies["csrftoken"]
        sent = publisher.post("/admin/sessions/", headers={"X-CSRFToken": token})
        assert sent.status_code == 403


def test_a_login_leads_on_to_the_page_that_was_asked_for(site):
    with Browser(site) as browser:
        assert browser.log_in_from("/admin/account/", "editor1") == "/admin/account/"
    secret = enrol(site, "publisher8").secret
    with Browser(site) as browser:
        assert browser.log_in_from("/admin/account/", "publisher8") == CODE
        answer = browser.send_form(CODE, code=code_of(secret, 1))
        assert answer.headers["Location"] == "/admin/account/"


def test_a_wrong_password_is_told_and_the_page_looks_like_wagtails(site):
    with Browser(site) as browser:
        answer = browser.log_in("editor1", "wrong")
        assert answer.status_code == 200
        assert "not correct" in answer.text
        assert 'class="login-form"' in answer.text
        assert "Sign in with Quarto&#x27;s staff login" in answer.text
        assert not browser.is_in()


def test_readers_login_is_no_way_around(site):
    with Browser(site) as browser:
        for path in ("/_util/login/", "/es/_util/login/"):
            assert browser.get(path).status_code == 404


def test_what_is_set_up_is_asked_for_from_then_on(site):
    with Browser(site) as old, Browser(site) as browser:
        old.log_in("publisher1")
        secret, _code, codes = enrol(site, "publisher1")
        assert len(set(codes)) == 10
        assert old.get("/admin/account/").headers["Location"].startswith("/admin/login/")
        assert browser.log_in("publisher1").headers["Location"] == CODE
        assert not browser.is_in()
        wrong = browser.send_form(CODE, code="000000")
        assert "Incorrect code" in wrong.text
        assert not browser.is_in()
        right = code_of(secret, -1)
        assert browser.send_form(CODE, code=right).status_code == 302
        assert browser.is_in()
    refused_everywhere(site, "publisher1", f"{right[:3]}-{right[3:]}")
    with Browser(site) as browser:
        browser.log_in("publisher1")
        browser.send_form(CODE, code=code_of(secret, 1))
        assert browser.is_in()


def refused_everywhere(site: Running, name: str, code: str) -> None:
    """By each process: a connection of its own finds either."""
    for _ in range(4):
        with Browser(site) as browser:
            browser.log_in(name)
            browser.send_form(CODE, code=code)
            assert not browser.is_in()


def test_a_picture_shows_the_secret_within_our_policy(site):
    with Browser(site) as browser:
        browser.log_in("publisher2")
        again = browser.get(SETUP).headers["Location"]
        assert again.startswith(AGAIN)
        assert "Incorrect password" in browser.send_form(again, password="wrong").text
        browser.confirm()
        page = browser.get(SETUP)
        assert 'src="data:image/svg+xml;base64,' in page.text
        assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
        assert "no-store" in page.headers["Cache-Control"]
        answer = browser.send_form(SETUP, code="000000")
        assert "Incorrect code" in answer.text
        assert not browser.is_in()


def test_a_recovery_code_is_good_once_and_the_code_of_the_setup_not_at_all(site):
    _secret, code, codes = enrol(site, "publisher2")
    refused_everywhere(site, "publisher2", f" {code} ")
    with Browser(site) as browser:
        browser.log_in("publisher2")
        browser.send_form(CODE, code=codes[0])
        assert browser.is_in()
    refused_everywhere(site, "publisher2", codes[0])


def test_wrong_codes_are_counted_for_each_user(site):
    secret = enrol(site, "publisher3").secret
    with Browser(site) as browser:
        browser.log_in("publisher3")
        for _ in range(5):
            assert "Incorrect code" in browser.send_form(CODE, code="000000").text
        answer = browser.send_form(CODE, code=code_of(secret, -1))
        assert "Too many" in answer.text
        assert not browser.is_in()


def test_who_lost_everything_is_let_in_again_by_an_administrator(site):
    enrol(site, "publisher4")
    removed = site.run("remove_second_factor", "publisher4")
    assert removed.returncode == 0, removed.stderr
    with Browser(site) as browser:
        browser.log_in("publisher4")
        assert browser.get("/admin/").headers["Location"] == SETUP
    unknown = site.run("remove_second_factor", "nobody")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)


def test_no_session_goes_without_the_second_factor_however_it_came_about(site):
    secret = enrol(site, "publisher6").secret
    link, session = site.run("shell", "-v0", "-c", WAYS_AROUND).stdout.split()
    with Browser(site) as browser:
        browser.cookies["sessionid"] = session
        assert browser.get("/admin/api/main/pages/").status_code == 302
        assert not browser.is_in()
    with Browser(site) as browser:
        new = {f"new_password{n}": "a longer way home" for n in (1, 2)}
        assert browser.send_form(link, **new).status_code == 302
        assert not browser.is_in()
        assert browser.log_in("publisher6", "a longer way home").headers["Location"] == CODE
        assert not browser.is_in()
        browser.send_form(CODE, code=code_of(secret, 1))
        assert browser.is_in()


def test_only_who_was_let_in_is_known_to_the_browser(site):
    """Or a guess at another's password from there would be counted on its own."""
    secret = enrol(site, "publisher7").secret
    with Browser(site) as browser:
        browser.log_in("publisher7")
        assert "known_browser" not in browser.cookies
        assert browser.log_in("publisher1", "wrong").status_code == 200
        browser.send_form(CODE, code=code_of(secret, 1))
        assert browser.cookies["known_browser"]
        known = browser.cookies["known_browser"]
        token = browser.cookies["csrftoken"]
        form = {"login": "editor1", "password": "wrong", "csrfmiddlewaretoken": token}
        assert browser.post("/admin/login/", data=form).status_code == 200
        assert browser.cookies["known_browser"] == known


def test_who_may_not_enter_the_admin_is_told_and_may_be_someone_else(site):
    with Browser(site) as browser:
        browser.log_in("reader")
        answer = browser.get("/admin/", follow_redirects=True)
        assert answer.url.path == "/admin/login/"
        assert "You do not have permission to access the admin" in answer.text
        assert browser.log_in("editor1").status_code == 302
        assert browser.is_in()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_login_leads_elsewhere(site, provider, address):
    provider.be(person("editor1"))
    with Browser(site) as browser:
        answer = browser.send_form(
            "/admin/login/", login="editor1", password=PASSWORD, next=address
        )
        assert answer.headers["Location"] == "/admin/"
        answer = browser.send_form(AGAIN, password=PASSWORD, next=address)
        assert "evil" not in answer.headers["Location"]
        for process in ("login", "redirect"):
            way = browser.get(SSO, params={"next": address, "process": process})
            back = browser.get(browser.get(way.headers["Location"]).headers["Location"])
            assert back.headers["Location"].startswith("/admin/")


def person(name: str, **claims: object) -> dict[str, object]:
    return {"sub": f"id-of-{name}", "email": f"{name}@example.org", "email_verified": True} | claims


def test_whom_the_provider_knows_is_let_in_and_stays_the_same_person(site, provider):
    provider.be(person("editor1"))
    with Browser(site) as browser:
        assert browser.sign_on().url.path == "/admin/"
        assert "editor1" in browser.get("/admin/account/").text
    provider.be(person("editor1", email="married@example.org"))
    with Browser(site) as browser:
        browser.sign_on()
        assert "editor1" in browser.get("/admin/account/").text
    with Browser(site) as browser:
        assert browser.log_in("editor1").status_code == 302


def test_the_way_there_leads_on_to_the_page_that_was_asked_for(site, provider):
    provider.be(person("editor1"))
    with Browser(site) as browser:
        page = browser.get("/admin/login/?next=/admin/account/").text
        link = re.search(rf'href="({SSO}[^"]*)"', page)[1].replace("&amp;", "&")
        assert browser.get(link, follow_redirects=True).url.path == "/admin/account/"


@pytest.mark.parametrize(
    "who",
    [
        person("editor2", email_verified=False),
        person("editor2", email_verified="false"),
        {"sub": "x", "email": "editor2@example.org"},
        {"sub": "x"},
        person("editor2", email="ed\u0131tor2@example.org"),
        person("stranger"),
        person("editor3"),
        person("editor5"),
    ],
)
def test_whom_we_do_not_know_for_sure_is_not_let_in(site, provider, who):
    provider.be(who)
    with Browser(site) as browser:
        answer = browser.sign_on()
        assert answer.url.path == "/admin/login/"
        assert "There is no user with your verified e-mail address" in answer.text
        assert not browser.is_in()


@pytest.mark.parametrize(
    "claims",
    [
        {"userinfo": {"sub": "someone else"}},
        {"id": {"aud": "another client"}},
        {"id": {"iss": "https://elsewhere.example"}},
        {"id": {"exp": 1}},
    ],
)
def test_an_answer_that_is_not_for_us_lets_nobody_in(site, provider, claims):
    provider.be(person("editor2"), **claims)
    with Browser(site) as browser:
        assert browser.sign_on().status_code in (200, 401, 403)
        assert not browser.is_in()


def test_nobody_ties_a_login_to_the_user_whose_browser_they_have(site, provider):
    provider.be(person("stranger"))
    with Browser(site) as browser:
        browser.log_in("editor2")
        browser.confirm()
        browser.get(f"{SSO}?process=connect", follow_redirects=True)
    with Browser(site) as browser:
        browser.sign_on()
        assert not browser.is_in()


def test_a_callback_that_nobody_asked_for_lets_nobody_in(site, provider):
    provider.be(person("editor2"))
    with Browser(site) as browser:
        answer = browser.get("/admin/login/oidc/sso/login/callback/?code=x&state=y")
        assert answer.status_code in (200, 401, 403)
        assert not browser.is_in()


def test_a_provider_that_is_away_is_told_and_passwords_go_on(site, provider):
    provider.is_away = True
    try:
        with Browser(site) as browser:
            answer = browser.sign_on()
            assert (answer.status_code, answer.url.path) == (200, "/admin/login/")
            assert "cannot be reached" in answer.text
            assert browser.log_in("editor2").status_code == 302
    finally:
        provider.is_away = False


def test_a_publisher_from_the_provider_needs_the_second_factor_too(site, provider):
    provider.be(person("publisher5"))
    with Browser(site) as browser:
        assert browser.sign_on().url.path == AGAIN
        assert browser.get("/admin/").headers["Location"] == SETUP
    provider.be(person("publisher1"))
    with Browser(site) as browser:
        assert browser.sign_on().url.path == CODE
        assert not browser.is_in()


def test_nobody_became_a_user_and_all_that_it_adds_is_limited(site):
    walked = site.run("shell", "-v0", "-c", WALK)
    assert (walked.returncode, walked.stdout) == (0, "18\n"), walked.stderr


def test_without_the_settings_nothing_of_it_is_there():
    assert not [each for each in settings.INSTALLED_APPS if "allauth" in each]
    assert not [each for each in settings.MIDDLEWARE if "allauth" in each or "sign_in" in each]
    with pytest.raises(NoReverseMatch):
        reverse("account_login")
