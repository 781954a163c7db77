"""The API reads the books of the site that Wagtail finds for a request."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from books.api.sites import site_id_of
from tests.factories import make_site

pytestmark = pytest.mark.django_db

ONE = [("books.example", 80, True)]
PORTS = [("books.example", 80, False), ("books.example", 8000, False), ("other.example", 80, True)]
NO_DEFAULT = [("books.example", 80, False), ("books.example", 8000, False)]
ALONE = [("books.example", 80, False), ("other.example", 80, True)]
DEFAULT_OF_HOST = [("books.example", 80, True), ("books.example", 8000, False)]


@pytest.mark.parametrize("sites", [[], ONE, PORTS, NO_DEFAULT, ALONE, DEFAULT_OF_HOST])
@pytest.mark.parametrize("host", ["books.example", "BOOKS.example", "nowhere.example"])
@pytest.mark.parametrize("port", ["80", "8000", "9000"])
def test_it_is_the_one_that_wagtail_finds(sites, host, port):
    make_site()
    Site.objects.all().delete()
    root = Page.objects.get(depth=1)
    for name, number, default in sites:
        Site.objects.create(hostname=name, port=number, is_default_site=default, root_page=root)
    request = RequestFactory().get("/", SERVER_PORT=port, HTTP_HOST=host)
    site = Site.find_for_request(request)
    assert site_id_of(request, None) == (site and site.pk)
