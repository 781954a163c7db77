"""What stands around every page is read once, until something is published."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from books.models import PublisherSettings
from tests.factories import make_book, make_catalogue

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def address() -> str:
    catalogue = make_catalogue()
    catalogue.show_in_menus = True
    catalogue.save_revision().publish()
    return make_book("Voyage").url


def statements(client, address: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as queries:
        content = client.get(address).content.decode()
    return len(queries), content


def test_the_menu_is_read_again_when_something_was_published(client, address):
    first, _ = statements(client, address)
    again, content = statements(client, address)
    assert again < first
    assert ">Books</a>" in content
    catalogue = make_catalogue()
    catalogue.title = "All our books"
    catalogue.save_revision().publish()
    assert ">All our books</a>" in statements(client, address)[1]
    assert statements(client, address)[0] == again


def test_who_follows_the_publisher_finds_new_links_at_once(client, address):
    house = PublisherSettings.objects.create(site=Site.objects.get())
    statements(client, address)
    house.social_links.create(name="Fediverse", url="https://social.example/@house")
    house.save()
    assert "https://social.example/@house" in statements(client, address)[1]


def test_what_became_private_leaves_the_menu_at_once(client, address):
    assert 'href="/books/"' in statements(client, "/")[1]
    PageViewRestriction.objects.create(page=make_catalogue(), restriction_type="login")
    assert 'href="/books/"' not in statements(client, "/")[1]


def test_what_is_not_committed_is_not_kept(client, address):
    with transaction.atomic():
        catalogue = make_catalogue()
        catalogue.title = "Never so"
        catalogue.save_revision().publish()
        assert ">Never so</a>" in statements(client, address)[1]
        transaction.set_rollback(True)
    make_book("Another")
    assert ">Never so</a>" not in statements(client, address)[1]
