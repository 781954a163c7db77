"""A GET goes the short way to its view, and gets what it would get on the long one."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect

from config.api_http import finish
from tests.factories import make_book

pytestmark = pytest.mark.django_db

SHORT_WAY = "config.api_http.ApiMiddleware"
PATHS = [
    "/api/v3/books/",
    "/api/v3/books/?search=voyage&facets=form",
    "/api/v3/books/?limt=1",
    "/api/v3/books/999999/",
    "/api/v3/books",
    "/api/v3/contributors/",
    "/api/v3/changes/",
    "/api/v3/previews/x/",
    "/api/v3/pages/",
    "/api/v3/pages/find/?html_path=/books/",
    "/api/v3/images/",
    "/api/v3/whoami/",
    "/api/v3/docs",
    "/api/v3/exam-copy-requests/",
    "/api/v2/pages/",
    "/api/v2/pages/?nothing=1",
    "/api/v2/images/",
    "/api/old/",
    "/api/",
]


def what_is_said(response: HttpResponse) -> tuple:
    """All but the number of the request, which each has of its own."""
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, headers, response.content


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Host": "elsewhere.example"}])
def test_it_is_the_same_on_both_ways(client, settings, path, headers):
    make_book()
    Redirect.objects.create(old_path="/api/old", redirect_link="/api/v3/books/")
    short = client.get(path, headers=headers)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT_WAY]
    long = Client().get(path, headers=headers)
    assert what_is_said(short) == what_is_said(finish(long.wsgi_request, long))


def test_no_earlier_request_changes_its_language(client):
    make_book()
    with translation.override("fr"):
        facets = client.get("/api/v3/books/?facets=form").json()["facets"]
    assert facets["form"][0]["label"] == "Paperback"


def test_one_who_is_logged_in_is_nobody_there(admin_client):
    assert not admin_client.get("/api/v3/books/").wsgi_request.user.is_authenticated
