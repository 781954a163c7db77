"""What load balancers and monitors are told, and what it costs."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from books.models import Publication
from config import disk
from home.models import WorkerSign
from tests.config.processes import run

ALIVE = b'{"status":"alive"}'
READY = (
    b'{"status":"ready","database":"ok","migrations":"ok",'
    b'"static":"ok","media":"ok","disk":"ok","worker":"none","worker_seconds":null,'
    b'"schedule":"ok","schedule_failures":0}'
)
MISSING = (
    b'{"status":"not ready","database":"ok","migrations":"missing",'
    b'"static":"ok","media":"ok","disk":"ok",'
    b'"worker":"unknown","worker_seconds":null,"schedule":"unknown","schedule_failures":null}'
)
AWAY = (
    '{"status":"not ready","database":"away","migrations":"unknown",'
    '"static":"missing","media":"ok","disk":"ok",'
    '"worker":"unknown","worker_seconds":null,"schedule":"unknown","schedule_failures":null}'
)
MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
NEWEST_MIGRATION = ("home", "0008_worker_signs")


def test_alive_needs_no_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, ALIVE)
    assert response.headers == {"Content-Type": "application/json", "Cache-Control": "no-store"}


@pytest.mark.django_db
def test_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, READY)
    assert response.headers == {"Content-Type": "application/json", "Cache-Control": "no-store"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_knows_no_host_name_and_speaks_plain_http(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/books/").status_code == 301
    assert client.get(path).status_code == 200
    assert client.get("/books/", HTTP_HOST="10.1.2.3").status_code == 400
    assert client.get(path, HTTP_HOST="10.1.2.3").status_code == 200
    assert client.get(path, HTTP_HOST="not a host").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client, path):
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for method in (client.post, client.put, client.delete, client.options):
        response = method(path)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz/", "/readyz/", "/es/readyz", "/api/readyz"])
def test_they_have_one_address_each(client, path):
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.django_db
def test_missing_migrations_are_looked_for_until_none_is(client):
    MigrationRecorder(connection).record_unapplied(*NEWEST_MIGRATION)
    for _ in range(2):
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (503, MISSING)
        assert int(response["Retry-After"]) > 0
    MigrationRecorder(connection).record_applied(*NEWEST_MIGRATION)
    assert client.get("/readyz").content == READY
    MigrationRecorder(connection).record_unapplied(*NEWEST_MIGRATION)
    assert client.get("/readyz").content == READY


@pytest.mark.django_db
def test_two_statements_once_nothing_is_missing(client, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(2):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_database_of_newer_code_is_not_served(client):
    MigrationRecorder(connection).record_applied("home", "9000_of_tomorrow")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "newer"
    assert "tomorrow" not in response.content.decode()


@pytest.mark.django_db
def test_media_that_cannot_be_written_are_named_and_readers_served(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert client.get("/readyz").json()["media"] == "ok"
    assert list(tmp_path.iterdir()) == []
    settings.MEDIA_ROOT.write_text("no directory")
    # The last look counts for a while, however often it is asked for.
    assert client.get("/readyz").json()["media"] == "ok"
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["media"]) == ("ready", "not writable")
    assert str(tmp_path) not in response.content.decode()


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_named_and_readers_served(client, monkeypatch):
    monkeypatch.setattr(disk, "LEAST_FREE", 2**62)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["disk"]) == ("ready", "low")


@pytest.mark.django_db
def test_without_static_files_no_reader_is_sent_here(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    answer = response.json()
    assert (answer["status"], answer["static"], answer["worker"]) == (
        "not ready",
        "missing",
        "none",
    )
    # Collected, and the process started again.
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {"a.css": "a.1.css"}}')
    settings.STORAGES = {**settings.STORAGES}
    assert Client().get("/readyz").json()["static"] == "ok"
    (tmp_path / "staticfiles.json").unlink()
    assert Client().get("/readyz").json()["static"] == "missing"


def test_a_disk_that_does_not_answer_holds_up_one_request_alone():
    watch = disk.Disk()
    with watch.lock:
        assert watch.look()["media"] == "unknown"
    assert watch.look()["media"] == "ok"


@pytest.fixture
def worker(client, settings):
    """What `/readyz` says of it, in a site that needs one; the site is ready all the same."""
    settings.TASK_WORKER = True

    def said() -> tuple[str, int | None]:
        response = client.get("/readyz")
        answer = json.loads(response.content)
        assert (response.status_code, answer["status"]) == (200, "ready")
        return answer["worker"], answer["worker_seconds"]

    return said


def last_sign(**ago: int) -> None:
    WorkerSign.give("one")
    WorkerSign.objects.update(given_at=timezone.now() - timedelta(**ago))


@pytest.mark.django_db
def test_a_worker_starts_works_and_is_late(worker):
    assert worker() == ("starting", None)
    assert not WorkerSign.objects.exists()
    WorkerSign.give("one")
    assert worker()[0] == "ok"
    # A second more: SQLite tells the time in milliseconds, cut off.
    last_sign(minutes=2, seconds=1)
    assert worker()[0] == "late"
    assert 120 <= worker()[1] < 180
    WorkerSign.give("one")
    assert worker()[0] == "ok"
    assert worker()[1] < 60


@pytest.mark.django_db
def test_a_clock_that_was_set_back_makes_no_negative_age(worker):
    last_sign(minutes=-5)
    assert worker() == ("ok", 0)


@pytest.mark.django_db
def test_a_sign_is_one_statement_that_touches_nothing_else(django_assert_num_queries):
    numbers = list(Publication.objects.values_list("path", "number"))
    for _ in range(2):
        with django_assert_num_queries(1) as sent:
            WorkerSign.give("one")
        assert sent[0]["sql"].startswith('INSERT INTO "home_workersign"')
    assert WorkerSign.objects.count() == 1
    assert list(Publication.objects.values_list("path", "number")) == numbers


ASK = """
import json, sys
import django
django.setup()
from django.test import Client

def ask(path):
    response = Client().get(path, HTTP_HOST="10.1.2.3")
    return response.status_code, dict(response.headers), response.content.decode()

print(json.dumps([ask("/healthz"), ask("/readyz")]))
"""
NOWHERE = {
    "SQLite": {"DATABASE_URL": "sqlite:////nowhere/at/all/db.sqlite3"},
    "PostgreSQL": {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/nothing"},
    "pool": {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/nothing", "DATABASE_POOL": "yes"},
}


@pytest.mark.once
@pytest.mark.parametrize("database", NOWHERE)
def test_with_the_database_away(database):
    variables = {"DATABASE_POOL": "no"} | NOWHERE[database]
    asked = run("-c", ASK, DJANGO_SETTINGS_MODULE="config.settings", **variables)
    assert asked.returncode == 0, asked.stderr
    alive, ready = json.loads(asked.stdout)
    assert (alive[0], alive[2]) == (200, ALIVE.decode())
    status, headers, body = ready
    assert (status, body) == (503, AWAY)
    assert int(headers.pop("Retry-After")) > 0
    assert headers == {"Content-Type": "application/json", "Cache-Control": "no-store"}
