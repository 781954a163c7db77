"""What a line of the log says of its request: once, and without asking a database."""

import logging

import pytest
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from config.log_context import ContextFilter, current_request, current_tasks, describe_request
from tests.config.faulty_urls import fail_as_a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def faulty(settings, publisher, caplog):
    """Asks the site with its faults, as somebody who is logged in; what is logged of it."""
    settings.ROOT_URLCONF = "tests.config.faulty_urls"
    publisher.raise_request_exception = False

    def ask(path: str) -> logging.LogRecord:
        caplog.clear()
        assert publisher.get(path).status_code == 500
        [record] = caplog.records
        return record

    return ask


def test_a_fault_is_logged_once_with_its_user(faulty, publisher):
    record = faulty("/fail/?page=2")
    said = describe_request(record.request)
    assert said["user_id"] == publisher.user.pk
    assert (said["method"], said["path"], said["query"]) == ("GET", "/fail/", ["page"])
    assert record.levelname == "ERROR"
    assert record.exc_info[0] is ValueError


def test_what_fails_in_the_page_of_an_error_is_logged_with_its_traceback(faulty):
    assert str(faulty("/nowhere/").exc_info[1]) == "even this page"


def test_nothing_is_asked_of_the_database_for_a_line(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(lambda: 1 / 0)
    with django_assert_num_queries(0):
        assert "user_id" not in describe_request(request)


def test_a_request_is_forgotten_once_it_is_answered(client):
    client.get("/healthz")
    client.get("/api/v3/books/")
    assert current_request.get() is None


def test_a_task_that_fails_at_once_is_logged_once_and_then_forgotten(caplog):
    caplog.handler.addFilter(context := ContextFilter())
    fail_as_a_task.enqueue("zoe@example.org")
    caplog.handler.removeFilter(context)
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.exc_info[0] is RuntimeError
    assert record.context["task"] == "tests.config.faulty_urls.fail_as_a_task"
    assert record.context["task_id"]
    assert current_tasks.get() == ()
