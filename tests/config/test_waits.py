"""Whatever some wait for, others go on: more of each kind at once than the server has threads."""

import http.client
import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from config.server import bodies
from config.server.gateway import THREADS
from home.demo_users import DEMO_PASSWORD
from tests.running import Running

# Seconds that any reader would wait at most.
LONGEST = 20
FORM = "/newsletter/"
READS = ["/healthz", "/readyz", "/", "/books/", "/api/v3/books/"]
COLD = ["/books/?n={}", "/api/v3/books/?search=n{}", "/search/?q=n{}", "/nothing-{}/"]


class Reader:
    """A browser with cookies of its own."""

    def __init__(self, site: Running):
        self.address = urlsplit(site.site).netloc
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, dict, str]:
        connection = http.client.HTTPConnection(self.address, timeout=LONGEST)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{self.address}"
        body = None if fields is None else urlencode(fields)
        connection.request("GET" if fields is None else "POST", path, body, headers)
        response = connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = response.read().decode()
        connection.close()
        return response.status, dict(response.headers), text

    def send(self, path: str, **fields: str) -> tuple[int, dict, str]:
        """Fills in a form and sends it."""
        _status, _headers, page = self.ask(path)
        if tokens := re.findall(r'csrfmiddlewaretoken" value="(\w+)', page):
            fields["csrfmiddlewaretoken"] = tokens[0]
        return self.ask(path, fields)


def start(site: Running, head: str) -> socket.socket:
    """A connection over which so much was sent."""
    connection = socket.socket()
    # So that an answer that nobody takes soon fills what the network keeps.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    host, port = urlsplit(site.site).netloc.split(":")
    connection.connect((host, int(port)))
    connection.sendall(head.replace("\n", "\r\n").encode())
    return connection


def check_others_go_on(site: Running, mark: str) -> None:
    reader = Reader(site)
    for path in [*READS, *(path.format(mark) for path in COLD)]:
        status, _headers, _text = reader.ask(path)
        assert status == (404 if "nothing" in path else 200), (path, status)


@pytest.fixture(scope="module")
def site(demo_site: Running) -> Running:
    for path in READS:
        Reader(demo_site).ask(path)
    return demo_site


POST = f"POST {FORM} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 1000\n"


@pytest.mark.once
def test_who_does_not_finish_holds_nobody_up(site):
    with ExitStack() as stack:
        hold = stack.enter_context
        unfinished = [hold(start(site, POST + "\nemail=")) for _ in range(200)]
        for _ in range(20):
            hold(start(site, POST + "Cookie: sessionid=made-up\n\nemail="))
        for _ in range(200):
            hold(start(site, "GET /books/ HTTP/1.1\nHost: 127"))
        for _ in range(200):
            hold(start(site, "GET /books/ HTTP/1.1\nHost: 127.0.0.1\n\n" * 40))
        check_others_go_on(site, "unfinished")
        answers = Counter(answer.split(b" ")[1] for answer in map(read_answer, unfinished))
    assert answers.keys() == {b"408", b"503"}
    assert answers[b"408"] <= 32


def read_answer(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    connection.settimeout(bodies.DEADLINE + LONGEST)
    pieces = list(iter(lambda: connection.recv(4096), b""))
    return b"".join(pieces)


@pytest.mark.once
def test_a_body_that_is_too_long_is_refused_before_it_is_sent(site):
    for head in (POST, POST + "Cookie: sessionid=made-up\n"):
        with start(site, head.replace("1000", "9000000") + "\n") as connection:
            assert read_answer(connection).startswith(b"HTTP/1.1 413 ")


@pytest.mark.once
def test_a_body_in_pieces_is_read_like_any_other(site):
    head = POST.replace("Content-Length: 1000", "Transfer-Encoding: chunked\nConnection: close")
    with start(site, head + "\n5\nemail\n0\n\n") as connection:
        assert read_answer(connection).startswith(b"HTTP/1.1 403 ")


@contextmanager
def nobody_else_writes(site: Running) -> Iterator[None]:
    """Holds what every writer needs."""
    address = site.environment["DATABASE_URL"]
    if address.startswith("sqlite"):
        connection = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = psycopg.connect(address)
        connection.execute("LOCK books_numbering, home_newslettersubscription IN EXCLUSIVE MODE")
    yield
    connection.close()


def test_who_waits_to_write_holds_no_reader_up_and_loses_nothing(site):
    editor = Reader(site)
    editor.send("/admin/login/", username="editor", password=DEMO_PASSWORD)
    strangers = [Reader(site) for _ in range(THREADS["senders"] + 1)]
    # A cookie that anyone can make up gives nobody an editor's thread.
    strangers[0].cookies["sessionid"] = "made-up"
    typed = ["reader@example.org"] * len(strangers)
    pages = [partial(each.send, FORM, email=typed[0]) for each in strangers]
    fields = {"name": "Somebody New", "sort_name": "New, Somebody"}
    add = "/admin/snippets/books/contributor/add/"
    pages += [partial(editor.send, add, **fields) for _ in range(THREADS["writers"] + 1)]
    typed += [fields["name"]] * (len(pages) - len(strangers))
    with nobody_else_writes(site), ThreadPoolExecutor(len(pages)) as crowd:
        waiting = [crowd.submit(page) for page in pages]
        check_others_go_on(site, "locked")
        answers = [each.result() for each in waiting]
    assert {status for status, _headers, _text in answers} == {503}
    assert all(int(headers["retry-after"]) > 0 for _status, headers, _text in answers)
    for (_status, _headers, text), words in zip(answers, typed, strict=True):
        assert words in text
    status, _headers, _text = editor.send(add, **fields)
    assert status == 302
