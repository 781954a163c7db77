"""A site in two languages: each page names its translations, and lists keep to their language."""

import re

import pytest
from wagtail.models import Locale, Page

from tests.factories import ContributorFactory, make_book, make_catalogue, make_site

pytestmark = pytest.mark.django_db

AUTHOR = "/contributors/ada-writer/"


def translate(page: Page, **fields: str) -> Page:
    """The page in Spanish, published."""
    spanish, _made = Locale.objects.get_or_create(language_code="es")
    made = page.copy_for_translation(spanish, copy_parents=True)
    for name, value in fields.items():
        setattr(made, name, value)
    made.save_revision().publish()
    return made


@pytest.fixture
def two_languages() -> None:
    """A home and a catalogue in both languages, a book in both and one in each alone."""
    author = ContributorFactory(name="Ada Writer")
    book = make_book("Voyage", contributor=author)
    make_book("Only here", contributor=author)
    translate(make_site(), title="Inicio", slug="inicio")
    translate(make_catalogue(), title="Libros", slug="libros")
    translate(book, title="Viaje", slug="viaje")


def alternates(content: str) -> dict[str, str]:
    return dict(
        re.findall(r'rel="alternate" hreflang="(\w+)" href="http://localhost([^"]+)"', content)
    )


def test_a_page_names_its_translations(client, two_languages):
    for address in ("/books/voyage/", "/es/libros/viaje/"):
        content = client.get(address).content.decode()
        assert alternates(content) == {"en": "/books/voyage/", "es": "/es/libros/viaje/"}
    assert alternates(client.get("/books/only-here/").content.decode()) == {
        "en": "/books/only-here/"
    }


def test_the_interface_speaks_the_language_of_the_page(client, two_languages):
    for address, language in (("/books/voyage/", "en"), ("/es/libros/viaje/", "es")):
        response = client.get(address, headers={"Accept-Language": "fr"})
        assert f'<html lang="{language}"' in response.content.decode()
    assert 'href="/es/libros/"' in client.get("/es/").content.decode()


def test_lists_show_the_books_of_their_language(client, two_languages):
    for home, shown, others in (("", "Voyage", "Viaje"), ("/es", "Viaje", "Voyage")):
        lists = ("/libros/" if home else "/books/", AUTHOR, "/")
        for address in lists:
            content = client.get(home + address).content.decode()
            assert f">{shown}<" in content, address
            assert f">{others}<" not in content, address
    assert "Only here" not in client.get("/es/libros/").content.decode()


def test_a_translation_that_is_not_public_is_not_named(client, two_languages):
    Page.objects.get(slug="viaje").unpublish()
    content = client.get("/books/voyage/").content.decode()
    assert alternates(content) == {"en": "/books/voyage/"}
    assert 'href="http://localhost/es/" hreflang="es"' in content


def test_a_site_in_one_language_offers_no_others(client):
    make_book()
    content = client.get("/books/").content.decode()
    assert "hreflang" not in content
    assert 'class="languages"' not in content


def test_people_have_a_page_in_each_language(client, two_languages):
    content = client.get(f"/es{AUTHOR}").content.decode()
    assert alternates(content) == {"en": AUTHOR, "es": f"/es{AUTHOR}"}
    assert f'href="/es{AUTHOR}"' in client.get("/es/libros/viaje/").content.decode()
