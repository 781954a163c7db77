"""Whatever an address says, the answer is never a fault of the server's."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.factories import make_book

pytestmark = pytest.mark.django_db

HUGE = "9" * 20
LARGEST = str(2**63 - 1)
OVER_INTEGER = str(2**31)

LISTS = [
    "/api/v2/pages/",
    "/api/v2/images/",
    "/api/v2/documents/",
    "/api/v2/redirects/",
    "/api/v3/pages/",
    "/api/v3/books/",
    "/api/v3/images/",
    "/search/",
    "/books/",
    "/admin/pages/search/",
    "/admin/images/",
    "/admin/snippets/books/contributor/",
]
REFUSED = [
    "search=%00",
    "sea%00rch=x",
    "search=%ED%A0%80",
    "search=%FF",
    "locale=%00",
    f"offset={HUGE}",
    f"offset=-{HUGE}",
    f"limit={'9' * 5000}",
    f"id={HUGE}",
    f"id=1,{HUGE}",
    f"child_of={HUGE}",
    f"descendant_of={HUGE}",
    f"p={HUGE}",
]
ODD = [
    f"offset={LARGEST}",
    f"offset={OVER_INTEGER}",
    "offset=-1",
    "limit=-1",
    "limit=0",
    "limit=100000",
    "fields=((((",
    "fields=*(",
    "order=x",
    "order=random",
    "order=random&search=x",
    f"id={LARGEST}",
    f"id={OVER_INTEGER}",
    f"id={OVER_INTEGER},{LARGEST}",
    f"child_of={LARGEST}",
    f"child_of={OVER_INTEGER}",
    f"descendant_of={OVER_INTEGER}",
    f"ancestor_of={LARGEST}",
    f"translation_of={LARGEST}",
    "descendant_of=x",
    "locale=xx",
    "type=x.Y",
    "type=auth.User",
    "site=x",
    "site=x:99999",
    "site=x:y",
    "pk=1",
    "first_published_at=x",
    "first_published_at=0001-01-01T00:00:00%2B23:59",
    "created_at=x",
    "redirect_page=x",
    "search=%20",
    "nonsense=1",
    f"p={LARGEST}",
    f"search={HUGE}",
    f"q={HUGE}",
    "%=%zz",
    *(
        f"{name}={text}"
        for name in ("search", "q")
        for text in (
            '"+OR+1',
            '"',
            "*",
            "(",
            "-",
            ":",
            "a:*",
            "%27",
            "%5C",
            "%26|!",
            'a"b',
            "x" * 5000,
        )
    ),
]
ODD_FINDS = [
    f"/api/{version}/{things}/find/?{query}"
    for version in ("v2", "v3")
    for things in ("pages", "redirects")
    for query in ("id=x", "id=", "html_path=//[/", "html_path=/&site=x:y", "html_path=/&site=::")
]
PATHS = [
    f"/api/v3/pages/{HUGE}/",
    f"/api/v3/books/{HUGE}/",
    f"/api/v2/pages/{HUGE}/",
    f"/documents/{HUGE}/x.pdf",
    f"/admin/pages/{HUGE}/edit/",
    f"/-{HUGE}/",
    "/books/%00/",
    "/media/%00",
]
ODD_PATHS = [
    f"/{prefix}/{number}{rest}"
    for number in (LARGEST, OVER_INTEGER)
    for prefix, rest in [
        ("api/v3/pages", "/"),
        ("api/v3/books", "/"),
        ("api/v3/images", "/"),
        ("api/v2/pages", "/"),
        ("api/v2/images", "/"),
        ("documents", "/x.pdf"),
        ("admin/pages", "/edit/"),
        ("admin/images", "/"),
    ]
] + ["/books/%FF/", "/%ED%A0%80/", "/media/%FF", "/contributors/%FF/", "/api/v3/books/%FF/"]


@pytest.fixture
def browser(client: Client, admin_user) -> Client:
    """An editor's, so that the admin's views are reached; faults are answers, not exceptions."""
    make_book()
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


def status_of(browser: Client, address: str) -> int:
    """Leaves no failed query behind, which would spoil the rest of the test's transaction."""
    with transaction.atomic():
        status = browser.get(address).status_code
        transaction.set_rollback(True)
    return status


def is_problem(response: HttpResponse) -> bool:
    return response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", LISTS)
def test_what_no_database_can_take_is_refused_with_a_reason(browser, path):
    for query in REFUSED:
        response = browser.get(f"{path}?{query}")
        assert response.status_code == 400, query
        assert is_problem(response) == path.startswith("/api/"), query


@pytest.mark.parametrize("path", LISTS)
def test_odd_input_is_answered_or_refused_but_never_a_fault(browser, path):
    statuses = {query: status_of(browser, f"{path}?{query}") for query in ODD}
    assert {query: status for query, status in statuses.items() if status >= 500} == {}


def test_what_is_not_found_by_odd_input_is_no_fault(browser):
    statuses = {address: status_of(browser, address) for address in ODD_FINDS}
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("path", PATHS)
def test_an_impossible_path_is_refused(browser, path):
    response = browser.get(path)
    assert response.status_code == 400
    assert is_problem(response) == path.startswith("/api/")


def test_an_odd_path_leads_nowhere(browser):
    statuses = {path: status_of(browser, path) for path in ODD_PATHS}
    assert {path: code for path, code in statuses.items() if not 300 <= code < 500} == {}


def test_a_problem_says_what_is_wrong(browser):
    problem = browser.get("/api/v2/pages/?search=%00").json()
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert problem["detail"] == "search contains a NUL character."
    assert problem["errors"][0]["loc"] == ["query", "search"]


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/search/"])
def test_a_query_string_over_eight_kilobytes_is_too_long(browser, path):
    assert browser.get(f"{path}?search={'x' * 8185}").status_code < 414
    assert browser.get(f"{path}?search={'x' * 8186}").status_code == 414


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/nothing/", "/api/v3/nothing/"])
def test_an_unknown_address_of_the_api_is_a_problem_in_json(browser, path):
    response = browser.get(path)
    assert response.status_code == 404
    assert is_problem(response)


def test_a_number_with_many_digits_may_be_looked_for(browser):
    assert browser.get(f"/search/?q={HUGE}").status_code == 200


def test_a_form_with_a_nul_is_shown_again(browser):
    response = browser.post("/admin/snippets/books/contributor/add/", {"name": "A\0b"})
    assert response.status_code == 200
