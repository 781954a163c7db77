import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.utils import translation
from wagtail.models import Page, Revision, Site

from books.models import BookIndexPage, Publication, PublisherSettings
from home.models import HomePage
from home.tree import move_site
from tests.books.publishing.rows import row_of
from tests.factories import make_book, remove_site
from tests.home.conftest import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def new_site(db) -> None:
    remove_site()


def test_makes_a_home_page_in_place_of_the_welcome_page():
    run("start_site")
    home = HomePage.objects.get()
    assert Site.objects.get().root_page_id == home.pk
    assert list(Page.objects.filter(depth=2)) == [home.page_ptr]


def test_the_site_stands_where_the_settings_say(settings):
    settings.SITE_URL = "https://books.example.org"
    settings.WAGTAIL_SITE_NAME = "Example Books"
    run("start_site")
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("books.example.org", 443)
    assert site.site_name == PublisherSettings.for_site(site).name == "Example Books"


def test_a_changed_address_reaches_the_records_at_the_next_start(settings):
    run("start_site")
    book = make_book("Walden")
    assert move_site() == []
    before = list(Publication.objects.values_list("pk", "number"))
    for address, root in (
        ("https://books.example.org", "https://books.example.org"),
        ("http://[::1]:8001", "http://[::1]:8001"),
    ):
        settings.SITE_URL = address
        assert root in "".join(move_site())
        record = json.loads(row_of(book).record)
        assert record["url"] == f"{root}/books/walden/"
        assert Site.objects.get().root_url == root
    numbers = list(Publication.objects.values_list("pk", "number"))
    assert numbers != before
    assert move_site() == []
    assert list(Publication.objects.values_list("pk", "number")) == numbers


def test_start_site_moves_a_site_that_is_there(settings):
    run("start_site")
    settings.SITE_URL = "https://books.example.org"
    assert "moved from http://127.0.0.1:8000 to https://books.example.org." in run("start_site")
    assert "nothing to do" in run("start_site")


def test_the_address_of_another_site_is_refused(settings):
    run("start_site")
    home = HomePage.objects.get()
    Site.objects.create(hostname="other.example.org", port=443, root_page=home)
    settings.SITE_URL = "https://other.example.org"
    with pytest.raises(CommandError, match=r"^SITE_URL: .* another site"):
        move_site()
    assert Site.objects.get(is_default_site=True).hostname == "127.0.0.1"


def test_makes_an_empty_catalogue_in_the_menus():
    run("start_site")
    index = BookIndexPage.objects.get()
    assert (index.slug, index.live, index.show_in_menus) == ("books", True, True)
    assert not index.get_children().exists()


def test_the_administrator_has_the_password_of_the_environment(monkeypatch, client):
    monkeypatch.setenv("ADMIN_PASSWORD", "a long way home")
    said = run("start_site")
    assert "a long way home" not in said
    assert client.login(username="admin", password="a long way home")


def test_a_weak_password_of_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "1")
    with translation.override("en"), pytest.raises(CommandError, match="at least 12 characters"):
        run("start_site")
    assert not HomePage.objects.exists()


def test_a_password_of_its_own_is_told_once(monkeypatch, client):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    said = run("start_site")
    password = said.split("with the password ")[1].split()[0]
    assert client.login(username="admin", password=password)
    assert "password" not in run("start_site")


def test_makes_no_administrator_where_there_are_users():
    get_user_model().objects.create_user("someone")
    run("start_site")
    assert not get_user_model().objects.filter(username="admin").exists()


def test_a_second_run_changes_nothing_and_says_so():
    run("start_site")
    before = (Page.objects.count(), Revision.objects.count())
    assert "nothing to do" in run("start_site")
    assert (Page.objects.count(), Revision.objects.count()) == before
