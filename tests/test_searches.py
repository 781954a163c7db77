"""Whatever is typed into a search, few words of it are looked for, and the answer is no fault."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends import get_search_backend
from modelsearch.utils import parse_query_string
from wagtail.models import Page

from books.index.limits import MOST_WORDS
from config.api import api_v3
from search.limits import count_words, cut_query
from tests.config.problems import problem
from tests.factories import ContributorFactory, make_book, make_content_page

pytestmark = pytest.mark.django_db

WORDS = " ".join(f"w{number}" for number in range(200))
LETTERS = " ".join(map(chr, range(0x61, 0x7B)))
TOO_MANY = {"words": WORDS[:190], "letters": LETTERS, "hyphens": LETTERS.replace(" ", "-")}
TOO_MANY["ideographs"] = "".join(map(chr, range(0x4E00, 0x4E00 + 21)))
TOO_LONG = {"letter": "x" * 201, "ligatures": "\ufdfa" * 201}
ODD = {
    "all": WORDS,
    "letter": "x" * 8000,
    "hyphens": TOO_MANY["hyphens"],
    "ligatures": "\ufdfa" * 200,
    "squared": "".join(map(chr, range(0x3300, 0x33C8))),
    "combining": 'e\u0301\u0327"½ ' * 40,
    "signs": " ".join(map(chr, range(0x2190, 0x21F0))),
    "phrases": " ".join(f'"p{number} q{number}"' for number in range(200)),
}
PEOPLE = {
    **{"/search/": "q", "/search/suggestions/": "q", "/admin/pages/search/": "q"},
    **{"/admin/pages/": "q", "/admin/books/": "q", "/admin/images/": "q", "/admin/users/": "q"},
    **{"/admin/documents/": "q", "/admin/snippets/books/contributor/": "q"},
    **{"/admin/choose-page/search/": "q", "/admin/images/chooser/results/": "q"},
    **{"/admin/snippets/choose/books/subject/results/": "q", "/admin/redirects/": "q"},
    **{"/admin/books/examcopyrequest/": "q", "/admin/home/newslettersubscription/": "q"},
    **{"/admin/api/main/pages/": "search", "/admin/api/main/images/": "search"},
    "/admin/books/?contributor": "contributor",
}
# One of each engine: ours, Wagtail's, and the database's own.
THOROUGHLY = {"/search/", "/admin/pages/search/", "/admin/books/"}
GENERIC = ["/api/v2/pages/", "/api/v2/images/", "/api/v2/documents/"]


def searches_of_v3() -> list[str]:
    paths = api_v3.get_openapi_schema()["paths"]
    return [
        path
        for path, operations in paths.items()
        for each in operations.get("get", {}).get("parameters", [])
        if each["name"] == "search" and "{" not in path
    ]


def test_v3_has_the_searches_that_are_tried_here():
    assert {f"/api/v3/{name}/" for name in ("books", "contributors", "pages", "images")} <= set(
        searches_of_v3()
    )


def test_a_program_is_told_that_its_search_is_too_long(client, subtests):
    for address in [*GENERIC, *searches_of_v3()]:
        for name, text in [*TOO_MANY.items(), *TOO_LONG.items()]:
            with subtests.test(address, text=name):
                said = problem(client.get(address, {"search": text}), 400)
                assert said["errors"][0]["loc"] == ["query", "search"]
        assert client.get(address, {"search": "\ufdfa" * 200}).status_code == 200
        assert client.get(address, {"search": LETTERS[:39]}).status_code == 200


def test_a_person_is_answered(client, admin_user, subtests):
    make_book(contributor=ContributorFactory(name="Ada"))
    client.force_login(admin_user)
    client.raise_request_exception = False
    for address, name in PEOPLE.items():
        texts = ODD if address in THOROUGHLY else {"all": ODD["all"]}
        for kind, text in texts.items():
            with subtests.test(address, text=kind), CaptureQueriesContext(connection) as queries:
                answer = client.get(address.partition("?")[0], {name: text})
                assert answer.status_code == 200
            assert max(len(each["sql"]) for each in queries) < 40_000, address


@pytest.mark.once
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_wagtail_parses_is_cut_as_well(text):
    _filters, query = parse_query_string(text)
    assert 0 < count_words(cut_query(query)) <= MOST_WORDS


def test_what_was_typed_stays_in_the_box(client):
    make_book("Whole")
    typed = LETTERS + " whole"
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f'value="{typed}"' in page


def test_a_person_is_told_that_words_were_ignored(client):
    title = " ".join(f"word{number}" for number in range(20))
    make_book(title)
    found = client.get("/search/", {"q": f"{title} more"}).content.decode()
    assert "Only the first 20 words" in found
    assert "/books/word0-" in found
    assert "Only the first 20 words" not in client.get("/search/", {"q": title}).content.decode()


def test_wagtails_searches_find_by_the_first_words():
    page = make_content_page(LETTERS[:39])
    for search in (get_search_backend().search, get_search_backend().autocomplete):
        found = search(f"{LETTERS[:39]} u v w", Page)
        assert [each.pk for each in found] == [page.pk]
