"""The APIs tell nobody the old address of a page that is hidden now."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken

from tests.factories import make_book

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/v2/redirects/",
    "/api/v2/redirects/{pk}/",
    "/api/v2/redirects/find/?html_path=/books/first",
    "/api/v3/redirects/",
    "/api/v3/redirects/{pk}/",
    "/api/v3/redirects/find/?html_path=/books/first",
]


@pytest.fixture
def redirect() -> Redirect:
    """From the old address of a public book."""
    book = make_book("Walden", slug="first")
    book.slug = "second"
    book.save_revision().publish()
    return Redirect.objects.get()


def says_it(client: Client, address: str, redirect: Redirect, **headers: str) -> bool:
    answer = client.get(address.format(pk=redirect.pk), follow=True, headers=headers)
    return "/books/first" in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_redirect_is_listed_while_it_leads_somewhere(client, address, redirect):
    assert says_it(client, address, redirect)
    redirect.redirect_page.specific.unpublish()
    assert not says_it(client, address, redirect)


@pytest.mark.parametrize("address", ADDRESSES[3:5])
def test_who_keeps_redirects_sees_all(client, publisher, address, redirect):
    redirect.redirect_page.specific.unpublish()
    token = APIToken.create_token(user=publisher.user, name="desk")[1]
    assert says_it(client, address, redirect, Authorization=f"Bearer {token}")
