"""Who may ask the API, and how much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ninja.operation import Operation
from wagtail.models import APIToken

from config.api import api_v3
from tests.config.problems import problem
from tests.factories import make_book

pytestmark = pytest.mark.django_db

V2, V3, BOOKS = "/api/v2/pages/", "/api/v3/pages/", "/api/v3/books/"
READS = [V2, V3, BOOKS, "/api/v3/images/", "/api/v3/sites/"]


@pytest.fixture
def api_token(admin_user) -> tuple[APIToken, dict[str, str]]:
    token, key = APIToken.create_token(user=admin_user, name="app")
    return token, {"Authorization": f"Bearer {key}"}


@pytest.fixture
def headers(api_token) -> dict[str, str]:
    return api_token[1]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("sent", ["Bearer nothing", "Bearer", "Basic YTpi", "nonsense", "Bearer é"])
def test_a_token_that_is_not_accepted_is_refused(client, path, sent):
    response = client.get(path, headers={"Authorization": sent})
    assert "token" in problem(response, 401)["detail"]
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", READS)
def test_a_revoked_token_is_refused(client, api_token, path):
    token, headers = api_token
    assert client.get(path, headers=headers).status_code == 200
    token.revoked_at = timezone.now()
    token.save()
    problem(client.get(path, headers=headers), 401)


def test_where_a_token_is_needed_that_is_said(client):
    assert problem(client.get("/api/v3/whoami/"), 401)["detail"] == "A token is needed."


@pytest.mark.parametrize("path", READS)
def test_reading_writes_nothing(client, headers, path):
    make_book()
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers=headers)
    assert queries.captured_queries
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_each_address_has_its_allowance_over_both_versions(client, settings):
    settings.API_RATE_ANONYMOUS = "3/min"
    for path in (V2, V3, BOOKS):
        assert client.get(path).status_code == 200
    for path in (V2, V3, BOOKS):
        response = client.get(path)
        problem(response, 429)
        assert 0 < int(response["Retry-After"]) <= 60
    assert client.get(BOOKS, REMOTE_ADDR="192.0.2.1").status_code == 200


def test_no_operation_goes_uncounted():
    uncounted = [each.operation_id for each in every_operation() if not each.throttle_objects]
    assert uncounted == []


def every_operation() -> list[Operation]:
    return [
        operation
        for router in api_v3._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def test_a_token_has_an_allowance_of_its_own(client, settings, headers):
    settings.API_RATE_ANONYMOUS, settings.API_RATE_TOKEN = "1/min", "2/min"
    assert client.get(BOOKS).status_code == 200
    for path in (V2, BOOKS):
        assert client.get(path, headers=headers).status_code == 200
    for path in (V2, BOOKS):
        problem(client.get(path, headers=headers), 429)


@pytest.mark.parametrize("path", [V2, BOOKS])
def test_who_tries_tokens_is_counted_too(client, settings, path):
    settings.API_RATE_ANONYMOUS = "2/min"
    wrong = {"Authorization": "Bearer x"}
    statuses = [client.get(path, headers=wrong).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_without_a_rate_nothing_is_counted(client, settings):
    settings.API_RATE_ANONYMOUS = ""
    assert {client.get(BOOKS).status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_only_a_proxy_that_is_trusted_names_the_reader(client, settings, proxies, status):
    settings.API_RATE_ANONYMOUS, settings.NINJA_NUM_PROXIES = "1/min", proxies
    client.get(BOOKS, headers={"X-Forwarded-For": "192.0.2.1"})
    assert client.get(BOOKS, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == status


def test_what_is_said_before_the_trusted_proxy_does_not_count(client, settings):
    settings.API_RATE_ANONYMOUS, settings.NINJA_NUM_PROXIES = "1/min", 1
    client.get(BOOKS, headers={"X-Forwarded-For": "192.0.2.1"})
    again = client.get(BOOKS, headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1"})
    assert again.status_code == 429
