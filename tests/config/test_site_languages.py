"""Addresses in a language that the site does not have, of every kind and by every method."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from books.models import BookPage
from tests.factories import ContributorFactory, make_book, make_catalogue, make_site
from tests.home.test_site_languages import alternates, translate

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/",
    "/books/",
    "/books/?order=title&view=list",
    "/books/voyage/",
    "/books/voyage/?currency=EUR",
    "/books/voyage/cite.ris",
    "/books/voyage/exam-copy/",
    "/contributors/",
    "/contributors/ada-writer/",
    "/contributors/ada-writer/new.atom",
    "/feeds/new.atom",
    "/feeds/new.json",
    "/newsletter/",
    "/search/?q=voyage",
    "/search/suggestions/?q=voy",
]


@pytest.fixture(autouse=True)
def catalogue() -> BookPage:
    return make_book(
        "Voyage", contributor=ContributorFactory(name="Ada Writer"), offers_exam_copies=True
    )


@pytest.mark.parametrize("language", ["es", "fr"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_they_lead_to_the_same_page_in_the_language_of_the_site(client, language, address):
    assert client.get(address).status_code == 200
    for method in (client.get, client.head):
        response = method(f"/{language}{address}")
        assert (response.status_code, response.url) == (307, address)
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/books/nothing/", "/contributors/nobody/", "/nowhere/"])
def test_what_is_nowhere_is_not_there_either(client, address):
    assert client.get(f"/fr{address}").status_code == 404


def test_what_is_sent_goes_on_to_the_form_of_the_site(client):
    response = client.post("/fr/books/voyage/exam-copy/", {"name": "Ada"})
    assert (response.status_code, response.url) == (307, "/books/voyage/exam-copy/")


def test_nothing_private_is_told_by_where_it_leads(client):
    draft = make_book("Draft", live=False)
    hidden, secret = make_book("Hidden"), make_book("Secret")
    login, password = PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD
    PageViewRestriction.objects.create(page=hidden, restriction_type=login)
    PageViewRestriction.objects.create(page=secret, restriction_type=password, password="x")
    for book in (draft, hidden, secret):
        for ending in ("", "exam-copy/", "cite.bib"):
            assert client.get(f"/fr/books/{book.slug}/{ending}").status_code == 404


def test_a_language_comes_and_goes_with_its_home_page(client):
    home = translate(make_site(), title="Accueil", slug="accueil")
    assert client.get("/es/").status_code == 200
    assert client.get("/fr/").status_code == 307
    Page.objects.get(pk=home.pk).unpublish()
    assert client.get("/es/").url == "/"
    assert client.get("/es/search/?q=voyage").url == "/search/?q=voyage"
    assert alternates(client.get("/search/").content.decode()) == {}


def test_what_is_only_in_the_other_language_is_not_there(client):
    translate(make_catalogue(), title="Libros", slug="libros")
    assert client.get("/es/books/voyage/").status_code == 404
    assert client.get("/es/libros/").status_code == 200


def test_pages_of_a_language_behind_a_password_ask_for_it(client):
    home = translate(make_site(), title="Inicio", slug="inicio")
    PageViewRestriction.objects.create(page=home, restriction_type="password", password="x")
    response = client.get("/es/")
    assert (response.status_code, "password" in response.content.decode()) == (200, True)
    assert client.get("/es/search/").url == "/search/"


def test_a_site_in_another_language_alone_has_no_addresses_without_it(settings):
    settings.ALLOWED_HOSTS = ["*"]
    home = translate(make_site(), title="Inicio", slug="inicio")
    site = Site.objects.create(hostname="es.example.com", root_page=home)
    Page.objects.get(pk=make_site().pk).unpublish()
    reader = Client(SERVER_NAME=site.hostname)
    assert reader.get("/").url == "/es/"
    assert reader.get("/search/?q=x").url == "/es/search/?q=x"
    assert reader.get("/fr/search/").url == "/es/search/"
    assert reader.get("/es/").status_code == 200


@pytest.mark.parametrize("address", ["/api/v3/books/", "/sitemap.xml", "/robots.txt", "/healthz"])
def test_what_has_no_language_is_as_it_was(client, address):
    assert client.get(address).status_code == 200


def test_links_in_mails_work_when_their_language_has_gone(client):
    assert client.get("/fr/newsletter/unsubscribe/x/").status_code != 307
    assert client.post("/fr/newsletter/unsubscribe/x/").status_code != 307
    assert client.get("/fr/drafts/x/").status_code == 404
