"""No answer repeats a port that someone made up; none is kept for it."""

import pytest
from django.test import Client
from wagtail.models import Site

from tests.factories import make_book, make_site

pytestmark = pytest.mark.django_db

LISTS = ["/", "/books/", "/search/", "/feeds/new.atom", "/sitemap.xml", "/api/v2/pages/"]
LISTS += ["/api/v3/books/?limit=1", "/api/v3/changes/?limit=1", "/admin/login/", "/nowhere/"]


@pytest.fixture
def reader(client: Client) -> Client:
    make_book("One")
    make_book("Two")
    return client


@pytest.mark.parametrize("port", ["31337", "8080", "0", "65536", "99999", "9" * 50, "443"])
@pytest.mark.parametrize("path", LISTS)
def test_a_port_that_no_site_has_is_refused(reader, path, port):
    answer = reader.get(path, HTTP_HOST=f"localhost:{port}")
    assert answer.status_code == 400
    assert "public" not in answer.get("Cache-Control", "")
    assert f":{port}" not in answer.content.decode()


@pytest.mark.parametrize("host", ["localhost:80", "LOCALHOST:80", "localhost:0080", "localhost."])
def test_a_host_is_written_in_one_way(reader, host):
    address = "/api/v3/books/?limit=1"
    expected = reader.get(address, HTTP_HOST="localhost").json()["next"]
    assert expected.startswith("http://localhost/api/v3/books/?")
    assert reader.get(address, HTTP_HOST=host).json()["next"] == expected


def test_the_port_of_https_is_usual_there(reader):
    answer = reader.get("/api/v3/books/?limit=1", HTTP_HOST="localhost:443", secure=True)
    assert answer.json()["next"].startswith("https://localhost/")


def test_where_we_listen_where_readers_come_and_where_a_site_is_are_known(reader, settings):
    address = "/api/v3/books/?limit=1"
    settings.SITE_URL = "http://books.example:8123"
    Site.objects.create(hostname="other.example", port=9123, root_page=make_site())
    hosts = {"localhost:7123": "7123", "localhost:8123": "80", "127.0.0.1:9123": "80"}
    for host, listening in hosts.items():
        answer = Client().get(address, HTTP_HOST=host, SERVER_PORT=listening)
        assert answer.status_code == 200, host


def test_a_probe_may_use_any(client):
    assert client.get("/healthz", HTTP_HOST="10.0.0.1:31337").status_code == 200
