"""Every variable of the environment: a wrong value is one line that names it."""

import os
import re
import runpy
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.config.processes import PRODUCTION, ROOT, run

WRONG = {
    "ACCESS_LOG": ["maybe"],
    "ALLOWED_HOSTS": ["https://books.example.com", "books.example.com:8000", "a/b", "a b", "-x"],
    "API_CACHE_CONTROL": ["", "public\nSet-Cookie: a=b", "höchstens"],
    "API_RATE_ANONYMOUS": ["bogus", "600", "600/", "600/week", "-1/min", "600/0m", "1/min\n"],
    "API_RATE_TOKEN": ["bogus", "many/min"],
    "CHANGES_KEPT_DAYS": ["0", "-1", "ninety", "999999999999", ""],
    "CSRF_TRUSTED_ORIGINS": ["books.example.com", "https://a.example/path", "ftp://a.example"],
    "DATABASE_POOL": ["maybe"],
    "DATABASE_URL": [
        *("", "bogus", "/srv/db.sqlite3", "mysql://user:hush@host/name", "sqlite://:memory:"),
        *("sqlite://", "postgres://user:hush@host", "postgres://user:hush@host:port/name"),
        *("postgres://user:hush@host:99999/name", "postgres://user:hush@[host/name"),
    ],
    "DEBUG": ["maybe", "2", ""],
    "DEFAULT_FROM_EMAIL": ["", "books", "Books <books>", "a@b.example\nBcc: c@d.example"],
    "DEMO": ["perhaps"],
    "EDGE_MEGABYTES": ["-1", "64MB", "1.5", "99999999999"],
    "EMAIL_URL": [
        *("", "bogus", "mail.example.com", "smtp://user:hush@host:port", "smtp://", "imap://host"),
        *("smtp://user:hush@host?timeout=soon", "file:///tmp/mails"),
    ],
    "FORM_RATE": ["20", "20/w", "0/0s", "20/h,30/d"],
    "FORM_RATE_PER_EMAIL": ["ten/d"],
    "LOGIN_RATE": ["20", "", "often"],
    "LOGIN_RATE_PER_ACCOUNT": ["100/w"],
    "LOG_FORMAT": ["xml", ""],
    "LOG_LEVEL": ["LOUD", "debug", ""],
    "METRICS_TOKEN": ["short"],
    "OIDC_CLIENT_ID": ["alone"],
    "OIDC_CLIENT_SECRET": ["hush"],
    "OIDC_NAME": [""],
    "OIDC_SERVER_URL": ["login.example.com", "https://login.example.com"],
    "OTEL_EXPORTER_OTLP_ENDPOINT": ["collector:4318", "ftp://collector"],
    "HOST": ["", "http://127.0.0.1", "127.0.0.1/8", "a b"],
    "PORT": ["99999", "0", "-1", "http", "80.5", ""],
    "PRODUCTION": ["maybe", "ja", ""],
    "SECURE_SSL_REDIRECT": ["sometimes"],
    "SITE_NAME": ["", "n" * 256],
    "SITE_URL": [
        *("", "books.example.com", "//books.example.com", "ftp://books.example.com", "https://"),
        *("https://books.example.com/shop", "https://books.example.com?a=b", "https://a b"),
        *("https://user:hush@books.example.com", "http://127.0.0.1:99999", "http://host:0"),
        *("https://books.example.com:8443", "http://books.example.com:443", "http://h\n.example"),
    ],
    "SENTRY_DSN": ["bogus", "https://sentry.example.com/1"],
    "TASK_WORKER": ["later"],
    "TIME_ZONE": ["Mars/Base", "", "../etc/passwd", "utc+1"],
    "TRUSTED_PROXIES": ["-2", "all"],
    "TWO_FACTOR": ["always", ""],
    "VAR_DIR": ["", __file__, f"{__file__}/below"],
    "WORKERS": ["abc", "0", "-3", "1000", "2,5", ""],
}
# Whatever is in these is meant, or `test_together` has it.
FREE = {"ENV_FILE", "SECRET_KEY"}
RIGHT = {
    "ALLOWED_HOSTS": ["*", ".example.com", "a.example, b.example,", "[::1]", "10.0.0.1"],
    "API_RATE_ANONYMOUS": ["", "600/min", "10/s", "5/2h", "1/day"],
    "CSRF_TRUSTED_ORIGINS": ["", "https://a.example", "http://a.example:8000,https://*.b.example"],
    "DATABASE_URL": [
        *("sqlite:////srv/db.sqlite3", "postgres://user:p%40ss@host:5432/name"),
        *("postgresql:///name?host=/run/postgresql", "postgres://?service=frontlist"),
    ],
    "DEBUG": ["yes", "NO", "on", "0", "true"],
    "DEFAULT_FROM_EMAIL": ["books@example.com", "Books <books@example.com>", "books@localhost"],
    "EDGE_MEGABYTES": ["0", "512"],
    "EMAIL_URL": ["console:", "smtp://user:p%40ss@mail.example.com:587/?tls=True", "smtp://h"],
    "FORM_RATE": ["20/h", "3/10m"],
    "HOST": ["0.0.0.0", "::", "::1", "localhost"],
    "PORT": ["1", "65535"],
    "SITE_URL": [
        *("http://127.0.0.1:8001", "https://books.example.com", "https://books.example.com:443/"),
        *("http://[::1]:8000", "http://books.example.com", "HTTPS://Books.example.com"),
    ],
    "TIME_ZONE": ["Europe/Madrid", "UTC"],
}


@pytest.fixture(scope="module", autouse=True)
def time_zones() -> Iterator[None]:
    """Looked up once: the settings walk over a thousand files for them."""
    names = zoneinfo.available_timezones()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zoneinfo, "available_timezones", lambda: names)
        yield


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path) -> None:
    for name in {*WRONG, *FREE}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ENV_FILE", os.devnull)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))


@pytest.fixture
def read(monkeypatch):
    """The settings that the variables make, besides those of this process."""

    def read_settings(**variables: str) -> dict[str, object]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read_settings


def cases(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, several in values.items() for value in several]


@pytest.mark.parametrize(("name", "value"), cases(WRONG))
def test_a_wrong_value_is_named(read, monkeypatch, name, value):
    if name == "DATABASE_POOL":
        monkeypatch.setenv("DATABASE_URL", "postgres://host/name")
    with pytest.raises(ImproperlyConfigured) as raised:
        read(**{name: value})
    said = str(raised.value)
    assert said.startswith(f"{name}: Must be ") or said.startswith(f"{name}: Length must be ")
    assert len(said.splitlines()) == 1
    assert "hush" not in said


@pytest.mark.parametrize(("name", "value"), cases(RIGHT))
def test_a_right_value_is_taken(read, name, value):
    read(**{name: value})


def test_every_variable_is_tried_and_in_the_readme():
    read_by_settings = re.findall(
        r'env\.\w+\(\s*"(\w+)"', Path(ROOT, "config/settings.py").read_text()
    )
    assert set(read_by_settings) | FREE == set(WRONG) | FREE
    table = Path(ROOT, "README.md").read_text()
    assert [name for name in {*WRONG, *FREE} if f"`{name}`" not in table] == []


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DEBUG": "yes"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "other.example.com"}, "SITE_URL"),
        ({"SITE_URL": "http://127.0.0.1:8000"}, "SITE_URL"),
        ({"SITE_URL": "http://books.example.com"}, "SITE_URL"),
    ],
)
def test_together_with_production(read, variables, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        read(**PRODUCTION | variables)


def test_production_without_https_is_meant_where_nothing_redirects_to_it(read):
    address = {"SITE_URL": "http://books.example.com", "SECURE_SSL_REDIRECT": "no"}
    assert read(**PRODUCTION | address)["SITE_URL"] == "http://books.example.com"


def test_hosts_may_have_spaces_between_them_and_addresses_a_slash_at_their_end(read):
    settings = read(ALLOWED_HOSTS="a.example, b.example,", SITE_URL="http://a.example/")
    assert settings["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert settings["SITE_URL"] == settings["WAGTAILADMIN_BASE_URL"] == "http://a.example"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"WORKERS=2\nPRODUCTION\n", "line 2 of"),
        (b"WORKERS=2\n\nthis is no setting\n", "line 3 of"),
        (b"SITE_NAME='never ends\n", "line 1 of"),
        (b"SITE_NAME=\xe9dition\n", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(read, tmp_path, text, reason):
    file = tmp_path / "settings.env"
    file.write_bytes(text)
    with pytest.raises(ImproperlyConfigured, match=f"^ENV_FILE: .*{reason}"):
        read(ENV_FILE=str(file))


def test_a_file_that_is_missing_or_a_directory_is_named(read, tmp_path):
    for path in (tmp_path / "missing.env", tmp_path):
        with pytest.raises(ImproperlyConfigured, match=f"^ENV_FILE: {path} cannot be read"):
            read(ENV_FILE=str(path))


def test_values_of_the_file_are_read_and_named_too(read, tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("# comment\n\nexport WORKERS=3 # three\nSITE_NAME='A: \"B\"'\n")
    settings = read(ENV_FILE=str(file))
    assert (settings["WORKERS"], settings["WAGTAIL_SITE_NAME"]) == (3, 'A: "B"')
    file.write_text("WORKERS=three\n")
    with pytest.raises(ImproperlyConfigured, match=r"^WORKERS: "):
        read(ENV_FILE=str(file))


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        (["manage.py", "serve"], {"PRODUCTION": "yes"}),
        (["manage.py", "check"], {"WORKERS": "abc", "DEBUG": "yes"}),
        # Django's own would go on without settings.
        (["manage.py", "shell", "-c", "print(1)"], {"PRODUCTION": "yes"}),
        (["manage.py", "help"], {"PORT": "none"}),
        (["-c", "import config.wsgi"], {"SITE_URL": "books.example.com"}),
    ],
)
def test_every_process_ends_with_one_line(command, variables):
    ended = run(*command, **variables)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith(next(iter(variables)))
