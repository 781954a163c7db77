"""Two servers on one database: what is published on one shows on the other in half a second."""

import json
from collections.abc import Iterator
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.running import Running, free_port, running_site

PROMISED = 0.5  # seconds
NEW = "Two Servers, One House"
MAKE_A_BOOK = """
from django.contrib.auth import get_user_model
from tests.factories import make_book
from wagtail.models import APIToken
book = make_book("Two Servers")
_token, key = APIToken.create_token(user=get_user_model().objects.get(), name="test")
print(book.pk, key)
"""


@pytest.fixture(scope="module")
def servers(tmp_path_factory) -> Iterator[tuple[Running, Running]]:
    folder = tmp_path_factory.mktemp("servers")
    with running_site(folder, DEMO="no", ADMIN_PASSWORD="a-password-for-the-test") as one:
        own = {"PORT": free_port(), "SITE_URL": one.site, "VAR_DIR": str(folder / "other")}
        environment = one.environment | own
        other = Running(environment, folder / "other.txt")
        try:
            other.get("/")
            yield one, other
        finally:
            other.process.terminate()
            other.process.wait()


def read(site: Running, path: str) -> tuple[int, str, str]:
    """Status, where it came from, and text."""
    try:
        with urlopen(site.site + path) as response:
            return response.status, response.headers["Cache-Status"], response.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Cache-Status"], error.read().decode()


def send(site: Running, token: str, method: str, path: str, **body: object) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = json.dumps(body).encode()
    with urlopen(Request(site.site + path, data, headers, method=method)) as response:
        assert response.status in (200, 201, 204)


def read_for(seconds: float, site: Running, path: str) -> None:
    began = monotonic()
    while monotonic() - began <= seconds:
        read(site, path)


def test_what_one_server_publishes_and_withdraws_the_other_shows_in_time(servers):
    one, other = servers
    made = one.run("shell", "-c", MAKE_A_BOOK)
    assert made.returncode == 0, made.stderr
    pk, token = made.stdout.split()[-2:]
    page, record = "/books/two-servers/", f"/api/v3/books/{pk}/"
    for site in servers:
        read_for(PROMISED, site, page)
        for path in (page, record):
            assert read(site, path)[0] == 200
            assert read(site, path)[1] == "frontlist; hit"

    kind = {"meta": {"type": "books.BookPage"}}
    send(one, token, "PATCH", f"/api/v3/pages/{pk}/", **kind, title=NEW)
    send(one, token, "POST", f"/api/v3/pages/{pk}/actions/publish/")
    assert NEW in read(one, page)[2]
    assert NEW in read(one, record)[2]
    read_for(PROMISED, other, page)
    assert NEW in read(other, page)[2]
    assert NEW in read(other, record)[2]

    send(one, token, "POST", f"/api/v3/pages/{pk}/actions/unpublish/")
    assert [read(one, path)[0] for path in (page, record)] == [404, 404]
    read_for(PROMISED, other, page)
    assert [read(other, path)[0] for path in (page, record)] == [404, 404]
