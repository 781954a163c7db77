"""How much a form may hold: a long book for editors, little for everyone else."""

import pytest
from wagtail.test.utils.form_data import inline_formset, streamfield

from books.models import BookPage
from home.roles import MARKETING_EDITORS
from tests.books.admin.forms import form_of
from tests.factories import make_book
from tests.roles import log_in

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
READERS_MOST = 1000
EDITORS_MOST = 50_000


def many(number: int) -> dict[str, str]:
    return {f"field{each}": "" for each in range(number)}


def urlencoded(number: int) -> dict:
    body = "&".join(f"field{each}=" for each in range(number))
    return {"data": body, "content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def editor():
    return log_in(MARKETING_EDITORS, "editor")


@pytest.fixture
def book() -> BookPage:
    book = make_book("Walden")
    book.save_revision()
    return book


def chapters(number: int) -> dict:
    titles = [f"Chapter {each}" for each in range(number)]
    empty = {"subtitle": "", "contributors": "", "page": ""}
    return streamfield([("chapter", {"title": title, **empty}) for title in titles])


@pytest.mark.parametrize("headers", [{}, JSON], ids=["save", "autosave"])
def test_a_book_of_many_chapters_is_saved_shown_and_previewed(editor, book, headers):
    data = form_of(book, contents=chapters(400), comments=inline_formset([]))
    address = f"/admin/pages/{book.pk}/edit/"
    response = editor.post(address, data, headers=headers)
    assert response.status_code == 200 if headers else 302
    draft = BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()
    assert len(draft.contents) == 400
    assert editor.get(address).status_code == 200
    assert editor.post(f"{address}preview/", data).json()["is_valid"]
    assert "Chapter 399" in editor.get(f"{address}preview/").content.decode()


@pytest.mark.parametrize("address", ["/admin/login/", "/newsletter/", "/api/v3/books/", "/admin/"])
@pytest.mark.parametrize("form", [urlencoded, lambda number: {"data": many(number)}])
def test_strangers_are_held_to_djangos_limit(client, address, form):
    assert client.post(address, **form(READERS_MOST + 1)).status_code == 400
    assert client.post(address, **form(READERS_MOST - 1)).status_code != 400


def test_a_user_who_is_no_editor_is_a_stranger(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.post("/admin/login/", **urlencoded(READERS_MOST + 1)).status_code == 400


def test_an_editor_is_a_reader_elsewhere(editor):
    assert editor.post("/newsletter/", **urlencoded(READERS_MOST + 1)).status_code == 400


def test_queries_have_djangos_limit_for_all(client, editor):
    query = "&".join(["x"] * (READERS_MOST + 1))
    assert client.get(f"/search/?{query}").status_code == 400
    assert editor.get(f"/admin/?{query}").status_code == 400


def test_readers_send_no_long_bodies_in_parts(client):
    response = client.post("/admin/login/", {"text": "x" * 3_000_000})
    assert response.status_code == 413


def test_what_is_too_much_for_an_editor_is_said_in_words(editor, book):
    address = f"/admin/pages/{book.pk}/edit/"
    for data in (many(EDITORS_MOST + 10), {"text": "x" * 3_000_000}):
        page = editor.post(address, data)
        assert page.status_code == 413
        assert "What you typed is still in it" in page.content.decode()
        said = editor.post(address, data, headers=JSON)
        assert said.status_code == 400
        assert said.json()["error_code"] == "validation_error"
        assert "Nothing was saved" in said.json()["error_message"]
