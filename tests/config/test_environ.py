"""What the application hears of a request that granian has taken (PEP 3333)."""

from types import SimpleNamespace

import pytest

from config.server.environ import build_environ


def environ(*headers: tuple[str, str], **more: str) -> dict[str, object]:
    usual = {
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": "",
        "scheme": "http",
        "server": "127.0.0.1:8000",
        "client": "192.0.2.7:40000",
    }
    items = SimpleNamespace(items=lambda: headers)
    return build_environ(SimpleNamespace(headers=items, **usual | more))


def test_headers_have_the_names_that_wsgi_gives_them():
    told = environ(("host", "books.example.com"), ("content-type", "a/b"), ("content-length", "3"))
    assert told["HTTP_HOST"] == "books.example.com"
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("a/b", "3")
    assert "HTTP_CONTENT_TYPE" not in told


@pytest.mark.parametrize("name", ["x_forwarded_for", "x-forwarded_for", "x_forwarded-for"])
def test_a_header_with_underscores_passes_for_no_other(name):
    for headers in ([(name, "6.6.6.6")], [("x-forwarded-for", "192.0.2.1"), (name, "6.6.6.6")]):
        assert "6.6.6.6" not in str(environ(*headers))
    assert environ(*headers)["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_a_header_that_comes_twice_is_one_list():
    told = environ(("x-forwarded-for", "a"), ("x-forwarded-for", "b"), ("cookie", "c=1"))
    assert told["HTTP_X_FORWARDED_FOR"] == "a,b"
    assert environ(("cookie", "c=1"), ("cookie", "d=2"))["HTTP_COOKIE"] == "c=1; d=2"


def test_paths_are_bytes_in_latin_1():
    assert environ(path="/é/")["PATH_INFO"].encode("latin-1").decode() == "/é/"


@pytest.mark.parametrize(
    ("client", "address"), [("192.0.2.7:1", "192.0.2.7"), ("[2001:db8::1]:1", "2001:db8::1")]
)
def test_the_address_is_without_its_port(client, address):
    assert environ(client=client)["REMOTE_ADDR"] == address
