"""Pages are found at their addresses at once; Wagtail's hooks and restrictions stand as before."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction

from books.models import BookPage
from tests.factories import make_book, make_catalogue, make_content_page, make_picture, make_site

pytestmark = pytest.mark.django_db


def restrict(page: Page, password: str = "open") -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password=password
    )


def test_hooks_are_asked_with_the_book_itself(client):
    book, served = make_book("Walden"), []

    def note(page: Page, request: HttpRequest, args: list, kwargs: dict) -> None:
        served.append((type(page), page.pk))

    with hooks.register_temporarily("before_serve_page", note):
        assert client.get(book.url).status_code == 200
    assert served == [(BookPage, book.pk)]


def test_a_hook_may_answer_in_its_stead(client):
    def answer(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        return HttpResponse("Closed today", status=418)

    book = make_book()
    with hooks.register_temporarily("before_serve_page", answer):
        assert client.get(book.url).content == b"Closed today"


@pytest.mark.parametrize("of", ["the book", "the catalogue", "the home page", "the root"])
def test_a_restriction_anywhere_above_asks_for_the_password(client, of):
    book = make_book("Behind a door")
    catalogue = book.get_parent()
    home = catalogue.get_parent()
    above = {"the book": book, "the catalogue": catalogue, "the home page": home}
    restriction = restrict(above.get(of) or home.get_parent())
    answer = client.get(book.url)
    assert 'name="password"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{book.pk}/",
        {"password": "open", "return_url": book.url},
    )
    answer = client.get(book.url)
    assert "<h1" in answer.content.decode()
    assert "Behind a door" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_restriction_elsewhere_leaves_a_book_open(client):
    book = make_book()
    restrict(make_content_page("For booksellers"))
    answer = client.get(book.url)
    assert answer.status_code == 200
    assert "no-store" not in answer.get("Cache-Control", "")


def test_an_alias_is_as_private_as_its_source(client):
    source = make_book("Source")
    alias = source.create_alias(update_slug="alias")
    assert client.get(alias.url).status_code == 200
    restrict(source)
    assert 'name="password"' in client.get(alias.url).content.decode()


def test_what_a_private_page_shows_is_shown_to_those_who_may_read_it(client, admin_client):
    book = make_book("Private", cover=make_picture())
    PageViewRestriction.objects.create(page=book, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(book.url).status_code == 302
    content = admin_client.get(book.url).content.decode()
    assert "$29.95" in content
    assert "citation" not in content


@pytest.mark.parametrize(
    "state", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}]
)
def test_what_is_not_public_is_not_found(client, state):
    assert client.get(make_book("Hidden", **state).url).status_code == 404


def test_below_a_page_that_is_not_live_its_books_are_where_they_were(client):
    book = make_book()
    Page.objects.filter(pk=book.get_parent().pk).update(live=False)
    assert client.get(book.url).status_code == 200


def test_an_address_belongs_to_one_language(client):
    book, spanish = make_book("Walden"), Locale.objects.create(language_code="es")
    home = make_site()
    home.copy_for_translation(spanish).specific.save_revision().publish()
    assert client.get(book.url).status_code == 200
    assert client.get(f"/es{book.url}").status_code == 404
    assert client.get("/es/").status_code == 200


def test_a_redirect_leads_from_where_no_page_is(client):
    book = make_book("Walden")
    Redirect.add_redirect("/old-walden/", redirect_to=book, is_permanent=True)
    answer = client.get("/old-walden/")
    assert (answer.status_code, answer["Location"]) == (301, book.url)


def test_what_a_page_costs(client, django_assert_max_num_queries):
    """In statements, most of them prepared: growing with nothing that a page shows."""
    book = make_book(cover=make_picture())
    content = make_content_page("About")
    addresses = {"/": 14, make_catalogue().url: 21, book.url: 12, content.url: 12}
    for address, most in addresses.items():
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
