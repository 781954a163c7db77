"""With a database that is really away, in a process of its own."""

import json

import pytest

from tests.config.processes import run

PAGES = ["/", "/books/", "/search/?q=x"]
API = ["/api/v2/pages/", "/api/v3/pages/", "/api/v3/books/", "/api/v3/images/"]
ASK = """
import json, sys
import django
django.setup()
from django.test import Client

def ask(path):
    client = Client(raise_request_exception=False)
    response = client.get(path, HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = "abc"
    with_session = client.get(path, HTTP_HOST="127.0.0.1")
    return {
        "status": response.status_code,
        "with_session": with_session.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "body": response.content.decode(),
    }

print(json.dumps({path: ask(path) for path in sys.argv[1:]}))
"""
AWAY = {
    "SQLite": "sqlite:////nowhere/at/all/db.sqlite3",
    "PostgreSQL": "postgres://nobody:x@127.0.0.1:1/nothing?connect_timeout=2",
}


@pytest.fixture(scope="module", params=AWAY)
def answers(request) -> dict[str, dict]:
    """By path, those of one process."""
    asked = run(
        "-c",
        ASK,
        *PAGES,
        *API,
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=AWAY[request.param],
        DATABASE_POOL="no",
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout)


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_is_asked_to_come_back(answers, path):
    answer = answers[path]
    assert answer["status"] == answer["with_session"] == 503
    assert int(answer["headers"]["retry-after"]) > 0
    assert answer["headers"]["content-type"].startswith("text/html")
    assert "Traceback" not in answer["body"]
    assert "<h1>" in answer["body"]


@pytest.mark.parametrize("path", API)
def test_a_program_gets_a_problem_in_json(answers, path):
    answer = answers[path]
    assert answer["status"] == 503
    assert int(answer["headers"]["retry-after"]) > 0
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(answer["body"])["status"] == 503


@pytest.mark.parametrize("database", AWAY)
def test_a_command_says_it_in_one_line(database):
    ended = run("manage.py", "check_site", DATABASE_URL=AWAY[database], DATABASE_POOL="no")
    assert ended.returncode == 1
    assert ended.stderr.startswith("DATABASE_URL: ")
    assert len(ended.stderr.splitlines()) == 1
