"""Pages are sent compressed to readers without a session, and to them alone."""

import brotli
import pytest

from home.roles import MARKETING_EDITORS
from tests.factories import make_book
from tests.roles import log_in

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_as_the_reader_likes_it(client):
    book = make_book()
    plain = client.get(book.url)
    small = client.get(book.url, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "br"
    assert brotli.decompress(small.content) == plain.content
    assert "Accept-Encoding" in small["Vary"]
    assert "Accept-Encoding" in plain["Vary"]


def test_a_page_with_a_session_or_a_cookie_is_not(client):
    book = make_book()
    answer = log_in(MARKETING_EDITORS).get(book.url, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer
    answer = client.get("/admin/login/", headers={"Accept-Encoding": "br"})
    assert answer.cookies
    assert "Content-Encoding" not in answer
