"""What stands around every page follows each change at once, also one that has no number."""

import pytest
from wagtail.models import PageViewRestriction, Site

from books.models import PublisherSettings
from tests.factories import make_book, make_catalogue, make_content_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    catalogue = make_catalogue()
    catalogue.show_in_menus = True
    catalogue.save_revision().publish()
    return make_book("Voyage").url


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_menu_says_what_was_published(client, address):
    assert ">Books</a>" in shown(client, address)
    catalogue = make_catalogue()
    catalogue.title = "All our books"
    catalogue.save_revision().publish()
    assert ">All our books</a>" in shown(client, address)


def test_the_menu_has_the_order_of_the_tree(client, address):
    students = make_content_page("Students", show_in_menus=True)
    content = shown(client, address)
    assert content.index(">Books</a>") < content.index(">Students</a>")
    students.move(make_catalogue(), pos="left")
    content = shown(client, address)
    assert content.index(">Students</a>") < content.index(">Books</a>")


def test_who_follows_the_publisher_finds_new_links_at_once(client, address):
    house = PublisherSettings.objects.create(site=Site.objects.get())
    shown(client, address)
    house.social_links.create(name="Fediverse", url="https://social.example/@house")
    house.save()
    assert "https://social.example/@house" in shown(client, address)


def test_what_became_private_leaves_the_menu_at_once(client, address):
    assert 'href="/books/"' in shown(client, "/")
    PageViewRestriction.objects.create(page=make_catalogue(), restriction_type="login")
    assert 'href="/books/"' not in shown(client, "/")
