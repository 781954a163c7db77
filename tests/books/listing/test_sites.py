"""Each of several sites lists its own books, and the people and shelves that they name."""

import pytest
from wagtail.models import Page, Site

from books.models import BookIndexPage
from home.models import HomePage
from tests.factories import ContributorFactory, make_book, make_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> str:
    """The host of a second site, whose only book is by Una Other."""
    make_catalogue()
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other"))
    index = home.add_child(instance=BookIndexPage(title="Shelf", slug="shelf"))
    site = Site.objects.create(hostname="other.example", root_page=home)
    book = make_book("Whales elsewhere", contributor=ContributorFactory(name="Una Whale"))
    book.move(index, "last-child")
    make_book("Whales here", contributor=ContributorFactory(name="Hera Whale"))
    return site.hostname


def test_lists_search_and_people_are_those_of_the_site(client, settings, other):
    settings.ALLOWED_HOSTS = [other, "testserver"]
    sites = {other: ("elsewhere", "Una", "Hera"), "testserver": ("here", "Hera", "Una")}
    for host, (place, name, stranger) in sites.items():
        for address in ("/", "/search/?q=whale", "/search/suggestions/?q=whal"):
            content = client.get(address, headers={"Host": host}).content.decode()
            assert place in content.replace("</mark>", ""), (host, address)
            assert f"{stranger} " not in content, (host, address)
        content = client.get("/contributors/", headers={"Host": host}).content.decode()
        assert f"Whale, {name}" in content
        assert f"Whale, {stranger}" not in content
