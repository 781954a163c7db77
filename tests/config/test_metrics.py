"""`/metrics`: what is counted, by whom it can be read, and what it costs."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.parser import text_string_to_metric_families

from books.models import ExamCopyRequest
from config import metrics_shared
from config.metrics import EDGE, LIMITS, Counter
from config.metrics_process import measure_statement
from home.models import WorkerSign
from tests.config.edges import Site
from tests.config.processes import ROOT, run
from tests.factories import make_book

TOKEN = "read-all-the-numbers"
DEPLOY = ROOT / "deploy"


@pytest.fixture
def scraper(settings, tmp_path, monkeypatch) -> Client:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics_shared, "FOLDER", tmp_path)
    return Client(HTTP_AUTHORIZATION=f"Bearer {TOKEN}", HTTP_HOST="10.1.2.3")


def scrape(client: Client) -> str:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


def value_of(text: str, name: str, **labels: str) -> float:
    """The sum of the samples with these labels."""
    families = text_string_to_metric_families(text)
    samples = [each for family in families for each in family.samples if each.name == name]
    return sum(each.value for each in samples if labels.items() <= each.labels.items())


def test_increments_of_many_threads_all_count():
    counter = Counter()

    def add_many() -> None:
        for _ in range(20_000):
            counter.add()

    threads = [Thread(target=add_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert counter.value <= 160_000
    for thread in threads:
        thread.join()
    assert (counter.value, counter.value) == (160_000, 160_000)


def counted(name: str, ask) -> int:
    before = EDGE[name].value
    ask()
    return EDGE[name].value - before


def test_the_edge_counts_where_answers_come_from():
    site = Site()
    assert counted("miss", site.get) == 1
    assert counted("hit", site.get) == 1
    assert counted("hit", lambda: site.get(HTTP_IF_NONE_MATCH="x")) == 1
    assert counted("bypass", lambda: site.get(HTTP_AUTHORIZATION="x")) == 1
    assert counted("bypass", lambda: site.get(method="POST")) == 1
    site.app.status = "404 Not Found"
    assert counted("miss", lambda: site.get("/other/")) == 1
    site.app.status = "200 OK"
    site.version = DatabaseError("away")
    site.watch.believed_until = 0
    assert counted("away", site.get) == 1


def test_the_edge_counts_what_is_shown_though_it_is_stale():
    site = Site()
    site.get()
    site.edge.store.get(next(iter(site.edge.store._entries))).fresh_until = 0
    site.app.status = "503 Service Unavailable"
    assert counted("stale", site.get) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"])
def test_there_is_no_such_address_for_who_has_no_token(scraper, token):
    given = {"HTTP_AUTHORIZATION": token} if token else {}
    assert Client(**given).get("/metrics").status_code == 404


@pytest.mark.django_db
def test_without_the_setting_there_is_no_such_address(client):
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_a_token_that_can_be_guessed_is_refused(tmp_path):
    refused = run("manage.py", "check", METRICS_TOKEN="short", VAR_DIR=str(tmp_path))
    assert refused.returncode != 0
    assert "METRICS_TOKEN" in refused.stderr.splitlines()[-1]


@pytest.mark.django_db
def test_answers_are_counted_by_kind_and_status_with_their_durations(scraper, settings):
    name = "frontlist_request_duration_seconds_count"
    asked = {
        ("api", "200"): "/api/v3/books/",
        ("page", "404"): "/nowhere/",
        ("api", "404"): "/api/x/",
    }
    before = scrape(scraper)
    reader = Client()
    for path in asked.values():
        reader.get(path)
    after = scrape(scraper)
    for kind, status in asked:
        labels = {"kind": kind, "status": status}
        assert value_of(after, name, **labels) == value_of(before, name, **labels) + 1
    # Nothing that a reader makes up is a label.
    assert value_of(after, name, kind="nowhere") == 0
    # The first fault of a process is an increase too.
    assert 'kind="page",process=' in after
    assert re.search(rf'{name}{{kind="documents",process="\d+",status="500"}} 0', after)


@pytest.mark.django_db
def test_limits_are_counted(scraper, settings):
    settings.API_RATE_ANONYMOUS = "1/min"
    before = LIMITS["api"].value
    reader = Client()
    reader.get("/api/v3/books/")
    assert reader.get("/api/v3/books/").status_code == 429
    assert LIMITS["api"].value == before + 1
    assert value_of(scrape(scraper), "frontlist_limited_requests_total", limit="api") == before + 1


@pytest.mark.django_db
def test_waits_for_the_database_and_its_errors_are_measured(scraper):
    before = scrape(scraper)
    with connection.execute_wrapper(measure_statement):
        list(WorkerSign.objects.all())
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
    after = scrape(scraper)
    statements = "frontlist_database_statement_duration_seconds_count"
    assert value_of(after, statements) >= value_of(before, statements) + 2
    errors = "frontlist_database_errors_total"
    assert value_of(after, errors) == value_of(before, errors) + 1


def make_task(status: str, **fields: object) -> None:
    task = DBTaskResult.objects.create(
        **{"status": status, "args_kwargs": {}, "task_path": "x", "backend_name": "default"},
        **{"exception_class_path": "", "traceback": "", "run_after": get_date_max()},
    )
    DBTaskResult.objects.filter(pk=task.pk).update(**fields)


@pytest.mark.django_db
def test_work_that_waits_and_that_has_failed_is_told(scraper, settings):
    settings.TASK_WORKER = True
    now, hour = timezone.now(), timedelta(hours=1)
    book = make_book("Walden")
    WorkerSign.give("one")
    WorkerSign.objects.update(given_at=now - hour)
    make_task("READY", enqueued_at=now - 2 * hour)
    make_task("READY", run_after=now - hour)
    make_task("READY", run_after=now + hour)
    make_task("FAILED")
    make_task("RUNNING")
    copies = {"book": book, "email": "a@example.org", "requested_at": now - 3 * hour}
    ExamCopyRequest.objects.create(**copies)
    ExamCopyRequest.objects.create(**copies, mail_due_at=None, mailed_at=now)
    ExamCopyRequest.objects.create(**copies, mail_due_at=None, mailed_at=now, forwarded_at=now)
    text = scrape(scraper)
    assert value_of(text, "frontlist_database_up") == 1
    assert value_of(text, "frontlist_worker_age_seconds") == pytest.approx(3600, abs=60)
    assert value_of(text, "frontlist_publication_number") > 0
    assert value_of(text, "frontlist_publication_age_seconds") < 600
    assert value_of(text, "frontlist_tasks", state="due") == 2
    assert value_of(text, "frontlist_tasks", state="running") == 1
    assert value_of(text, "frontlist_tasks", state="failed") == 1
    assert value_of(text, "frontlist_tasks_oldest_due_seconds") == pytest.approx(7200, abs=60)
    assert value_of(text, "frontlist_mails", kind="exam_copy", state="due") == 1
    assert value_of(text, "frontlist_mails", kind="exam_copy", state="failed") == 1
    assert value_of(text, "frontlist_mails_oldest_due_seconds") == pytest.approx(10800, abs=60)
    assert value_of(text, "frontlist_schedule_failures") == 0


@pytest.mark.django_db
def test_as_many_statements_each_time(scraper, settings, django_assert_num_queries):
    settings.TASK_WORKER = True
    make_task("FAILED")
    scrape(scraper)
    for number in range(20):
        make_task("READY")
        ExamCopyRequest.objects.create(email=f"{number}@example.org")
    with django_assert_num_queries(8):
        scrape(scraper)


@pytest.mark.django_db
def test_numbers_of_all_processes_are_told_each_under_its_own_id(scraper, tmp_path):
    metrics_shared.write_numbers()
    [own] = tmp_path.glob("*.json")
    other = tmp_path / "123456.json"
    numbers = json.loads(own.read_text())
    for _name, _help, _type, samples in numbers:
        for sample in samples:
            sample[2] = 41
    other.write_text(json.dumps(numbers))
    text = scrape(scraper)
    assert text.count("# HELP frontlist_edge_requests_total") == 1
    told = {"result": "hit", "process": "123456"}
    assert value_of(text, "frontlist_edge_requests_total", **told) == 41
    hits = value_of(text, "frontlist_edge_requests_total", result="hit")
    assert hits == 41 + EDGE["hit"].value
    # One that has ended writes no more.
    ended = timezone.now().timestamp() - 2 * metrics_shared.ENDED_AFTER
    os.utime(other, (ended, ended))
    assert value_of(scrape(scraper), "frontlist_edge_requests_total", **told) == 0
    assert not other.exists()


@pytest.mark.django_db
def test_half_a_file_or_a_foreign_one_is_left_out(scraper, tmp_path):
    (tmp_path / "123.json").write_text('[["frontlist_')
    (tmp_path / "124.partial").write_text("[")
    scrape(scraper)


AWAY = """
import sys, time
import django
django.setup()
from django.test import Client
started = time.monotonic()
response = Client(HTTP_AUTHORIZATION="Bearer read-all-the-numbers").get("/metrics")
print(response.content.decode())
print("seconds", time.monotonic() - started)
"""


@pytest.mark.parametrize("pooled", ["yes", "no"])
def test_with_the_database_away_the_others_are_told(tmp_path, pooled):
    asked = run(
        "-c",
        AWAY,
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL="postgres://nobody:x@127.0.0.1:1/nothing",
        DATABASE_POOL=pooled,
        METRICS_TOKEN=TOKEN,
        VAR_DIR=str(tmp_path),
    )
    assert asked.returncode == 0, asked.stderr
    text, _, seconds = asked.stdout.rpartition("seconds ")
    assert float(seconds) < 10
    assert value_of(text, "frontlist_database_up") == 0
    assert "frontlist_edge_requests_total{" in text
    assert "frontlist_tasks" not in text


def promtool(*arguments: str, given: str = "") -> None:
    """Fails with what it says."""
    command = shutil.which("promtool", path=f"{Path(sys.executable).parent}:/usr/bin")
    assert command, "These tests need promtool, which `make test` puts into .venv/bin."
    said = subprocess.run(
        [command, *arguments],
        cwd=DEPLOY / "prometheus",
        input=given,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.django_db
def test_prometheus_finds_nothing_to_object_to(scraper):
    promtool("check", "metrics", given=scrape(scraper))


def test_the_rules_and_the_example_are_valid_and_do_what_they_promise():
    promtool("check", "rules", "rules.yml")
    promtool("check", "config", "--syntax-only", "prometheus.yml")
    promtool("test", "rules", "rules_test.yml")


@pytest.mark.django_db
def test_what_rules_and_dashboard_ask_for_is_told(scraper, settings):
    settings.TASK_WORKER = True
    WorkerSign.give("one")
    make_book("Walden")
    dashboard = json.loads((DEPLOY / "grafana" / "frontlist.json").read_text())
    targets = [target for panel in dashboard["panels"] for target in panel["targets"]]
    asked = (DEPLOY / "prometheus" / "rules.yml").read_text() + json.dumps(targets)
    names = set(re.findall(r"frontlist_\w+", asked))
    told = set(re.findall(r"^(frontlist_\w+)(?=[{ ])", scrape(scraper), re.MULTILINE))
    assert names - told == set()
    assert len(names) > 15


def test_queries_of_the_dashboard_can_be_read(tmp_path):
    """As rules: promtool reads those."""
    dashboard = json.loads((DEPLOY / "grafana" / "frontlist.json").read_text())
    targets = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    queries = [
        each.replace("$__rate_interval", "5m").replace("$instance", ".*") for each in targets
    ]
    rules = [{"record": f"query:{number}", "expr": each} for number, each in enumerate(queries)]
    path = tmp_path / "queries.yml"
    path.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    promtool("check", "rules", str(path))
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
