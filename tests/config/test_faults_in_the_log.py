"""What a public server and its worker write of their faults, in processes of their own."""

import os
import re
from collections.abc import Iterator

import pytest

from tests.config.processes import run
from tests.config.servers import METRICS_TOKEN, Process, production, running, serving

__all__ = ["production"]

SECRETS = {
    "password": "correct horse battery",
    "email": "zoë.o'hara+news@bücher.example",
    "token": "5.Hk2xYzAbCdEfGh-IjKlMnOpQ",
    "bearer": "wagtail-api-0123456789abcdef",
    "session": "s3ss10n0fan3d1t0rwh01s10gg3d1n00",
}


@pytest.fixture(scope="module")
def server(production) -> Iterator[Process]:
    with serving(os.environ | production) as server:
        yield server


def fault_of(server: Process, answer) -> dict:
    [line] = [
        line
        for line in server.until(server.faults)
        if line.get("request_id") == answer.headers["x-request-id"]
    ]
    return line


def test_a_fault_is_one_line_that_says_where_it_happened(server):
    before = len(server.lines())
    answer = server.ask("/fail/?q=x")
    assert answer.status == 500
    line = fault_of(server, answer)
    assert len(server.lines()) == before + 1
    assert line["logger"] == "django.request"
    assert (line["method"], line["path"], line["query"]) == ("GET", "/fail/", ["q"])
    assert line["status"] == 500
    assert line["duration_ms"] > 0
    assert "faulty_urls.py" in line["exc_info"]
    assert line["exc_info"].splitlines()[-1].startswith("ValueError: ")


def test_its_number_is_the_proxys_and_is_given_to_the_reader(server):
    answer = server.ask("/fail/", X_Request_ID="from-the-proxy-1")
    assert answer.headers["x-request-id"] == "from-the-proxy-1"
    assert "from-the-proxy-1" in answer.text
    assert fault_of(server, answer)["message"] == "Internal Server Error: /fail/"
    problem = server.ask("/api/v3/fail/", X_Request_ID="from-the-proxy-2")
    assert '"request_id": "from-the-proxy-2"' in problem.text


def test_no_secret_of_a_request_is_in_it(server):
    body = "&".join(f"{name}={value}" for name, value in SECRETS.items())
    answer = server.ask(
        f"/fail/{SECRETS['token']}/?email=zoe%40example.org&password=hunter2hunter",
        body.replace(" ", "+").replace("+news", "%2Bnews"),
        Authorization=f"Bearer {SECRETS['bearer']}",
        Cookie=f"sessionid={SECRETS['session']}; csrftoken=0123456789abcdefghijABCDEFGHIJ12",
        Referer=f"https://books.example.com/drafts/{SECRETS['token']}/?token=abcdef",
    )
    assert answer.status == 500
    line = fault_of(server, answer)
    assert line["path"] == "/fail/***/"
    assert line["query"] == ["email", "password"]
    text = server.errors.read_text()
    for secret in (*SECRETS.values(), "zoe@example", "zoe%40", "hunter2", "abcdefghij", "ohara"):
        assert secret not in text


@pytest.mark.parametrize("path", ["/nowhere/", "/metrics"])
def test_a_page_of_an_error_that_fails_itself_leaves_a_trace(server, path):
    answer = server.ask(path)
    assert answer.status == 500
    assert "even this page" in fault_of(server, answer)["exc_info"]


def test_an_answer_that_breaks_off_is_one_line_and_does_not_pass_for_whole(server):
    before = len(server.lines())
    answer = server.ask("/fail-later/")
    assert answer.status == 500
    assert "so far" not in answer.text
    server.until(lambda: len(server.lines()) > before)
    [line] = server.lines()[before:]
    assert "and no further" in line["exc_info"]
    assert line["path"] == "/fail-later/"


def test_refusals_of_strangers_are_no_faults(server):
    before = len(server.lines())
    assert server.ask("/api/v3/books/999999/").status == 404
    assert server.ask("/api/v3/books/?limit=x").status == 422
    assert server.ask("/api/v3/books/", Host="elsewhere.example").status == 400
    [line] = server.lines()[before:]
    assert line["level"] == "WARNING"
    assert "exc_info" not in line


def test_what_is_kept_for_all_bears_no_number(server):
    for status in ("frontlist; fwd=miss; stored", "frontlist; hit"):
        answer = server.ask("/api/v3/books/?limit=7")
        assert answer.headers["cache-status"] == status
        assert "x-request-id" not in answer.headers


def test_without_the_setting_no_access_is_logged(server):
    assert [line for line in server.lines() if line["logger"] == "frontlist.access"] == []


@pytest.fixture(scope="module")
def with_access_log(production, tmp_path_factory) -> Iterator[Process]:
    """With two processes, whose numbers are told apart from those of the other server."""
    folder = tmp_path_factory.mktemp("access")
    (folder / "static").mkdir()
    variables = {"VAR_DIR": str(folder), "ACCESS_LOG": "yes", "WORKERS": "2"}
    with serving(os.environ | production | variables) as server:
        yield server


def test_every_access_is_a_line_those_from_memory_too(with_access_log):
    search, fail = "/api/v3/books/?search=zoe%40example.org", "/fail/secret-of-drafts/"

    def is_hit(path: str) -> bool:
        answer = with_access_log.ask(path, X_Request_ID="of-the-proxy")
        return answer.headers["cache-status"] == "frontlist; hit"

    def lines(path: str) -> list[dict]:
        every = [line for line in with_access_log.lines() if line["logger"] == "frontlist.access"]
        return [line for line in every if line["path"] == path]

    # Each process has a memory of its own.
    with_access_log.until(lambda: is_hit(search))
    assert not is_hit(fail)
    [failed] = with_access_log.until(lambda: lines("/fail/***/"))
    searched = lines("/api/v3/books/")
    assert [line["cache"] for line in (searched[0], searched[-1], failed)] == [
        "frontlist; fwd=miss; stored",
        "frontlist; hit",
        "frontlist; fwd=miss",
    ]
    assert [line["status"] for line in (searched[0], searched[-1], failed)] == [200, 200, 500]
    assert {line["request_id"] for line in (*searched, failed)} == {"of-the-proxy"}
    assert all(line["bytes"] > 0 and line["duration_ms"] > 0 for line in (*searched, failed))
    assert "zoe" not in with_access_log.errors.read_text()


def test_whichever_process_is_asked_tells_the_numbers_of_all(with_access_log):
    def processes() -> set[str]:
        answer = with_access_log.ask("/metrics", Authorization=f"Bearer {METRICS_TOKEN}")
        assert answer.status == 200
        return set(re.findall(r'edge_requests_total{process="(\d+)",result="hit"}', answer.text))

    with_access_log.until(lambda: len(processes()) == 2)
    assert {len(processes()) for _ in range(20)} == {2}


PLANT = """
from tests.config.faulty_urls import fail_as_a_task
from books.models import ExamCopyRequest
from home.models import NewsletterSubscription
from wagtail.models import Site
fail_as_a_task.enqueue("zoe@example.org")
NewsletterSubscription.objects.create(email="zoe@example.org", site=Site.objects.get())
"""


def test_a_worker_says_once_what_failed_and_of_which_task(production):
    variables = production | {"TASK_WORKER": "yes", "EMAIL_URL": "smtp://127.0.0.1:1"}
    planted = run("manage.py", "shell", "-c", PLANT, **variables)
    assert planted.returncode == 0, planted.stderr
    with running(["manage.py", "worker"], os.environ | variables) as worker:

        def said() -> bool:
            return {"django_tasks", "frontlist.mails"} <= {
                each["logger"] for each in worker.lines()
            }

        worker.until(said)
        [failure] = worker.faults()
        mails = [line for line in worker.lines() if line["logger"] == "frontlist.mails"]
    assert failure["task"] == "tests.config.faulty_urls.fail_as_a_task"
    assert failure["task_id"]
    assert "RuntimeError: Nothing reaches ***" in failure["exc_info"]
    assert {line["level"] for line in mails} == {"WARNING"}
    assert "zoe" not in worker.errors.read_text()
