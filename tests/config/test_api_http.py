"""What HTTP promises of every answer under `/api/`."""

import gzip
from datetime import UTC, datetime

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.http import http_date
from wagtail.models import APIToken, Page, PageViewRestriction

from config.api_http import finish
from config.compression import preferred_coding
from tests.factories import make_book

pytestmark = pytest.mark.django_db

V2, V3, BOOKS = "/api/v2/pages/", "/api/v3/pages/", "/api/v3/books/"
READS = [V2, V3, BOOKS]
ELSEWHERE = "https://app.example"


@pytest.fixture(autouse=True)
def book():
    return make_book()


@pytest.fixture
def token(admin_user) -> dict[str, str]:
    return {"Authorization": f"Bearer {APIToken.create_token(user=admin_user, name='app')[1]}"}


def varies_by(response) -> set[str]:
    return {name.strip().lower() for name in response["Vary"].split(",")}


@pytest.mark.parametrize("path", READS)
def test_a_session_shows_nothing_more(client, admin_client, book, path):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=book.pk), restriction_type=PageViewRestriction.LOGIN
    )
    public, logged_in = client.get(path), admin_client.get(path)
    assert logged_in.content == public.content
    assert book.title.encode() not in public.content
    assert "cookie" not in varies_by(logged_in)
    assert not logged_in.cookies


def test_a_session_is_no_token(admin_client):
    assert admin_client.get("/api/v3/whoami/").status_code == 401


@pytest.mark.parametrize("path", READS)
def test_the_readers_languages_change_nothing(client, path):
    response = client.get(path, headers={"Accept-Language": "fr"})
    assert response.content == client.get(path).content
    assert "accept-language" not in varies_by(response)
    assert "Content-Language" not in response


@pytest.mark.parametrize("path", [*READS, "/api/v3/openapi.json", "/api/v3/nothing/"])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_head_has_the_headers_of_get_and_no_body(client, path, coding):
    headers = {"Accept-Encoding": coding, "X-Request-ID": "one-for-both"}
    got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)
    assert head["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_what_the_reader_has_is_not_sent_again(client, path, method, coding):
    etag = client.get(path)["ETag"]
    assert etag.startswith('W/"')
    known = {"If-None-Match": etag, "Accept-Encoding": coding}
    response = getattr(client, method)(path, headers=known)
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert varies_by(response) >= {"accept-encoding", "authorization"}


def test_a_changed_answer_is_sent_again(client, book):
    etag = client.get(BOOKS)["ETag"]
    book.title = "A Voyage Home"
    book.save_revision().publish()
    assert client.get(BOOKS, headers={"If-None-Match": etag}).status_code == 200


YESTERDAY, TODAY = (datetime(2026, 1, day, tzinfo=UTC).timestamp() for day in (1, 2))


@pytest.mark.parametrize(("since", "status"), [(YESTERDAY, 200), (TODAY, 304)])
def test_what_a_view_says_of_its_last_change_counts(since, status):
    def view(request):
        return HttpResponse("{}", headers={"Last-Modified": http_date(TODAY)})

    request = RequestFactory().get("/api/x/", headers={"If-Modified-Since": http_date(since)})
    response = finish(request, view(request))
    assert response.status_code == status
    assert response["Last-Modified"] == http_date(TODAY)


def test_what_a_view_forbids_to_store_has_no_etag():
    def view(request):
        return HttpResponse("{}", headers={"Cache-Control": "no-store"})

    request = RequestFactory().get("/api/x/")
    response = finish(request, view(request))
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_what_a_token_reads_is_for_its_reader_alone(client, token):
    response = client.get(BOOKS, headers=token)
    assert response["Cache-Control"] == "private, no-cache"
    assert "authorization" in varies_by(response)
    known = token | {"If-None-Match": response["ETag"]}
    assert client.get(BOOKS, headers=known).status_code == 304


def test_caching_is_as_set(client, settings):
    settings.API_CACHE_CONTROL = "public, max-age=60"
    assert client.get(BOOKS)["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["/api/v2/pages/?x=1", "/api/v3/books/?limit=0", "/api/"])
def test_errors_are_not_stored(client, path):
    response = client.get(path)
    assert response.status_code >= 400
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("path", [V2 + "?type=books.BookPage&fields=*", V3, BOOKS])
@pytest.mark.parametrize(
    ("coding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
def test_answers_are_compressed(client, path, coding, unpack):
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": coding})
    assert packed["Content-Encoding"] == coding
    assert packed["Content-Length"] == str(len(packed.content))
    assert len(packed.content) < len(plain.content)
    assert unpack(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


def test_small_answers_are_not_compressed(client):
    response = client.get("/api/v3/sites/", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in response


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("br;q=x, gzip;q=2, gzip;q=nan,,;", "identity"),
        ("zstd", "identity"),
    ],
)
def test_the_coding_is_the_one_that_the_reader_likes_best(accepted, coding):
    assert preferred_coding(accepted) == coding


def test_pages_for_people_are_not_shared_with_other_sites(client):
    response = client.get("/books/", headers={"Origin": ELSEWHERE})
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("path", [*READS, "/api/v3/nothing/"])
@pytest.mark.parametrize("headers", [{}, {"Origin": ELSEWHERE}])
def test_any_origin_may_read(client, path, headers):
    """So that one answer can be stored for all."""
    response = client.get(path, headers=headers)
    assert varies_by(response) - {"accept"} == {"accept-encoding", "authorization"}
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    exposed = response["Access-Control-Expose-Headers"].split(", ")
    assert set(exposed) == {"ETag", "Last-Modified", "Link", "Retry-After", "X-Request-ID"}


def test_another_origin_is_shared_a_304(client):
    known = {"If-None-Match": client.get(BOOKS)["ETag"], "Origin": ELSEWHERE}
    response = client.get(BOOKS, headers=known)
    assert response.status_code == 304
    assert response["Access-Control-Allow-Origin"] == "*"


def preflight(client: Client, method: str):
    asked = {
        "Origin": ELSEWHERE,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
    }
    return client.options(BOOKS, headers=asked)


def test_a_preflight_allows_reads_with_a_token_for_a_day(client):
    response = preflight(client, "GET")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Max-Age"] == "86400"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_preflight_allows_no_writes(client, method):
    assert method not in preflight(client, method)["Access-Control-Allow-Methods"]
