"""What may be asked of the API, and what it says where it refuses."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken

from tests.config.problems import problem
from tests.factories import make_book

pytestmark = pytest.mark.django_db

V2, V3, BOOKS, REDIRECTS = (
    "/api/v2/pages/",
    "/api/v3/pages/",
    "/api/v3/books/",
    "/api/v3/redirects/",
)


@pytest.fixture
def headers(admin_user) -> dict[str, str]:
    return {"Authorization": f"Bearer {APIToken.create_token(user=admin_user, name='app')[1]}"}


def named(said: dict) -> list[str]:
    return [error["loc"][-1] for error in said["errors"]]


@pytest.mark.parametrize(
    ("address", "name", "near"),
    [
        (f"{BOOKS}?limt=5", "limt", "limit"),
        (f"{V3}?ofset=5", "ofset", "offset"),
        (f"{V3}?titel=x", "titel", "title"),
        ("/api/v3/images/?widht=5", "widht", "width"),
        (f"{V3}find/?htmlpath=/", "htmlpath", "html_path"),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_nearest_known_one(client, address, name, near):
    said = problem(client.get(address), 422)
    assert named(said) == [name]
    assert f"Did you mean “{near}”?" in said["detail"]


@pytest.mark.parametrize(
    "address",
    [
        f"{V3}?nothing=1",
        f"{BOOKS}1/?x=1",
        "/api/v3/whoami/?x",
        f"{V3}?contributions=1",
        f"{V3}?pk=1",
    ],
)
def test_what_is_like_nothing_known_is_refused_too(client, address):
    assert "There is no such parameter." in problem(client.get(address), 422)["detail"]


def test_of_very_many_unknown_parameters_the_first_are_named(client):
    query = "&".join(f"x{number:03}=" for number in range(900))
    assert named(problem(client.get(f"{BOOKS}?{query}"), 422)) == [f"x00{n}" for n in range(10)]


@pytest.mark.parametrize("query", ["&".join(["limit=1"] * 1010), "&".join(["x"] * 4000)])
def test_too_many_parameters_are_refused(client, query):
    problem(client.get(f"{BOOKS}?{query}"), 400)


@pytest.mark.parametrize(
    ("address", "name"),
    [(f"{BOOKS}?limit=1&limit=2", "limit"), (f"{V3}?slug=a&slug=b", "slug")],
)
def test_what_is_taken_once_is_refused_twice(client, address, name):
    assert named(problem(client.get(address), 422)) == [name]


@pytest.mark.parametrize(
    "query",
    [
        "type=books.BookPage&type=home.HomePage",
        "order=title&order=-slug",
        "title=A+Voyage+Out",
        "type=books.BookPage&language=en",
        "child_of=root&locale=en&limit=5&offset=0&site=localhost",
    ],
)
def test_what_wagtail_knows_is_taken(client, query):
    make_book()
    assert client.get(f"{V3}?{query}").status_code == 200


def test_a_page_that_is_found_is_shown_where_the_redirect_leads(client):
    book = make_book()
    response = client.get(f"{V3}find/?html_path={book.url}&site=localhost", follow=True)
    assert response.json()["title"] == book.title


@pytest.mark.parametrize(
    "query", ["order=x", "translation_of=x", "limit=-1", "limit=0", "type=x.Y"]
)
def test_a_value_that_is_not_valid_is_refused_by_the_name_of_its_parameter(client, query):
    said = problem(client.get(f"{V3}?{query}"), 422)
    assert query.split("=")[0] in said["errors"][0]["loc"]


@pytest.mark.parametrize(
    "body", ["[]", "null", "{", '"x"', "1", b"\xff", b"\xed\xa0\x80", "[" * 10**5]
)
def test_a_body_that_is_not_valid_is_refused(client, headers, body):
    response = client.post(REDIRECTS, body, content_type="application/json", headers=headers)
    problem(response, response.status_code)
    assert response.status_code in (400, 422)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_body_of_another_kind_is_refused(client, headers, media_type):
    response = client.post(REDIRECTS, "{}", content_type=media_type, headers=headers)
    assert "application/json" in problem(response, 415)["detail"]
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("path", [V2, V3, BOOKS, "/api/v3/whoami/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_cannot_be_done_is_refused_with_what_can(client, path, method):
    response = getattr(client, method)(path)
    problem(response, 405)
    assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))


def test_options_of_an_operation_are_told(client):
    response = client.options(BOOKS)
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD"


def test_v2_still_says_what_is_wrong_as_its_clients_read_it(client):
    said = problem(client.get(f"{V2}?nothing=1"), 400)
    assert said["message"] == said["detail"]
    assert "nothing" in said["detail"]


def test_who_may_not_is_told_so(client, django_user_model):
    user = django_user_model.objects.create_user("reader", password="x")
    _, key = APIToken.create_token(user=user, name="app")
    problem(client.get("/api/v3/sites/", headers={"Authorization": f"Bearer {key}"}), 403)


@pytest.mark.parametrize("host", ["elsewhere.example", "a b"])
def test_another_host_is_refused(client, host):
    problem(client.get(BOOKS, headers={"Host": host}), 400)


@pytest.mark.parametrize("body", ["[1]", "null", '"x"', "1", '"\\ud83d"'])
def test_a_body_that_is_no_object_is_refused(client, headers, body):
    page = f"{V3}{make_book().pk}/"
    sends = [(client.post, V3), (client.patch, page), (client.post, f"{page}actions/copy/")]
    sends += [(client.post, "/api/v3/sites/"), (client.post, "/api/v3/exam-copy-requests/")]
    for send, address in sends:
        answer = send(address, body, content_type="application/json", headers=headers)
        said = problem(answer, 422)
        assert said["detail"] == "body: The body has to be a JSON object."
        assert said["errors"][0]["loc"] == ["body"]
