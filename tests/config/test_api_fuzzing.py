"""Every read of v3 and what of ours is written, asked as its OpenAPI document says and does not."""

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from wagtail.models import APIToken

from tests.factories import (
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
)

pytestmark = pytest.mark.django_db

DOCUMENT = "/api/v3/openapi.json"
OURS_TO_WRITE = ("/exam-copy-requests/", "/newsletter-subscriptions/")
EXAMPLES = 60
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(autouse=True)
def catalogue(settings) -> None:
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = ""
    settings.ALLOWED_HOSTS = ["*"]
    make_content_page()
    for number in range(3):
        make_book(
            f"Book {number}",
            subject=SubjectFactory(),
            series=SeriesFactory(),
            cover=make_picture(f"cover {number}"),
        ).save_revision()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The server's end of a request is not the end of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(admin_user) -> dict[str, str]:
    return {"Authorization": f"Bearer {APIToken.create_token(user=admin_user, name='app')[1]}"}


def keeping_nothing(application: Callable) -> Callable:
    """What one request writes or breaks means nothing to the next."""

    def answer(environ, start_response):
        with transaction.atomic():
            response = application(environ, start_response)
            transaction.set_rollback(True)
        return response

    return answer


def operations() -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, keeping_nothing(get_wsgi_application()))
    schema.validate()
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.method == "get" or operation.path.endswith(OURS_TO_WRITE):
            yield operation


def fuzz(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> int:
    """How many examples were asked."""
    asked = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(headers={"Accept-Encoding": "identity"} | headers, checks=CHECKS)

    ask()
    return asked


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("reader", ["anonymous", "token"])
def test_fuzz(subtests, request, reader, mode):
    headers = request.getfixturevalue("token") if reader == "token" else {}
    for operation in operations():
        with subtests.test(operation.label):
            print(operation.label, mode, fuzz(operation, mode, headers))
