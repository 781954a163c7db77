"""Every read of v3, and our writes, asked as the OpenAPI document says and as it does not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

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
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import APIToken, Locale, Site

from books.models import BookPage, Picture
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_picture,
)

pytestmark = pytest.mark.django_db

DOCUMENT = "/api/v3/openapi.json"
OURS_TO_WRITE = ("/exam-copy-requests/", "/newsletter-subscriptions/")
ISBN = "9780306406157"
# The id of a contributor, a subject and a series alike.
THING = 7001
READERS = ["anonymous", "token"]
EXAMPLES = 20
FEWEST = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

# What is no longer an address, for its length, is refused too.
REFUSED = [400, 401, 404, 405, 409, 410, 414, 415, 422]
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
)

PAGING = {"limit", "offset"}

Ids = dict[str, Any]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The end of a request is not the end of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(settings) -> Ids:
    """Of things that are there, by the name of the parameter that asks for them."""
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = ""
    settings.FORM_RATE = settings.FORM_RATE_PER_EMAIL = "10000/s"
    for number in range(3):
        make_book(
            f"Book {number}",
            isbn=ISBN if number == 0 else "",
            contributor=ContributorFactory(pk=THING + number),
            subject=SubjectFactory(pk=THING + number),
            series=SeriesFactory(pk=THING + number),
            cover=make_picture(f"cover {number}"),
        )
    book = BookPage.objects.first()
    return {
        "page_id": book.pk,
        "book_id": book.pk,
        "isbn": ISBN,
        "thing_id": THING,
        "revision_id": book.save_revision().pk,
        "image_id": Picture.objects.first().pk,
        "document_id": Document.objects.create(title="Sample", file="sample.pdf").pk,
        "redirect_id": Redirect.objects.create(old_path="/old", redirect_page=book).pk,
        "site_id": Site.objects.get().pk,
        "locale_id": Locale.objects.first().pk,
        "type_name": "books.BookPage",
    }


@pytest.fixture
def headers(request, admin_user) -> dict[str, str]:
    plain = {"Accept-Encoding": "identity"}
    if request.param == "anonymous":
        return plain
    return plain | {
        "Authorization": f"Bearer {APIToken.create_token(user=admin_user, name='app')[1]}"
    }


def keeping_nothing(application: Callable) -> Callable:
    """What one request writes or breaks means nothing to the next."""

    def answer(environ, start_response):
        with transaction.atomic():
            response = application(environ, start_response)
            transaction.set_rollback(True)
        return response

    return answer


def operations() -> list[APIOperation]:
    application = keeping_nothing(get_wsgi_application())
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, application, config=CONFIG)
    schema.validate()
    return [
        operation
        for operation in (result.ok() for result in schema.get_all_operations())
        if operation.method == "get" or operation.path.endswith(OURS_TO_WRITE)
    ]


def ask(operation: APIOperation, mode: GenerationMode, headers: dict[str, str], ids: Ids) -> list:
    """The statuses of the answers, to requests for what is there and for anything."""
    there = {name: ids[name] for name in names_in(operation.path) if name in ids}
    anything = operation.as_strategy(generation_mode=mode)
    statuses = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        # A busy machine is no fault; and what is not valid is found by dropping what is.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(case=anything | operation.as_strategy(generation_mode=mode, path_parameters=there))
    def answer(case: Case) -> None:
        checks = [each for each in CHECKS if each != negative_data_rejection]
        checks = checks if is_harmless(case, headers) else CHECKS
        statuses.append(case.call_and_validate(headers=headers, checks=checks).status_code)

    answer()
    return statuses


def is_harmless(case: Case, headers: dict[str, str]) -> bool:
    """Whether nothing wrong is left of it on its way: with our token, the lack of one is none."""
    if "Authorization" not in headers or names_in(case.operation.path) or case.method != "GET":
        return False
    sent = [(name, value) for name, value in (case.query or {}).items() if value not in ([], {})]
    return all(name in PAGING and str(value).isdecimal() for name, value in sent)


def names_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def is_there(operation: APIOperation, ids: Ids) -> bool:
    """Whether some of the generated requests read what is there."""
    by_address = operation.path.endswith(("/find/", "/by-path/"))
    return (
        operation.method == "get" and not by_address and ids.keys() >= set(names_in(operation.path))
    )


@pytest.mark.parametrize("headers", READERS, indirect=True)
def test_valid_requests_are_answered_as_documented(subtests, headers, ids):
    for operation in operations():
        with subtests.test(operation.label):
            statuses = ask(operation, GenerationMode.POSITIVE, headers, ids)
            assert len(statuses) >= FEWEST
            if "Authorization" in headers and is_there(operation, ids):
                assert 200 in statuses


@pytest.mark.parametrize("headers", READERS, indirect=True)
def test_invalid_requests_are_refused(subtests, headers, ids):
    for operation in operations():
        with subtests.test(operation.label):
            assert len(ask(operation, GenerationMode.NEGATIVE, headers, ids)) >= FEWEST
