"""What programs look for at the root of a site."""

import io
from urllib.robotparser import RobotFileParser

import pytest
from PIL import Image

from books.models import PublisherSettings
from tests.factories import make_book, make_site

pytestmark = pytest.mark.django_db


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_robots_may_read_what_is_for_everyone(client):
    make_book()
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    for path in ("/", "/books/a-voyage-out/", "/api/v3/books/", "/feeds/new.atom", "/documents/1/"):
        assert rules.can_fetch("AnyBot", path), path
    for path in ("/admin/", "/search/?q=x", "/drafts/token/"):
        assert not rules.can_fetch("AnyBot", path), path
    [sitemap] = rules.site_maps()
    assert sitemap == "http://localhost/sitemap.xml"
    assert client.get(sitemap.removeprefix("http://localhost")).status_code == 200


def test_the_manifest_names_the_publisher(client):
    site = make_site().get_site()
    PublisherSettings.objects.create(site=site, name="The House", tagline="Good books.")
    answer = client.get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["description"]) == ("The House", "Good books.")
    assert [icon["type"] for icon in manifest["icons"]] == ["image/svg+xml", "image/png"]


@pytest.mark.parametrize(
    ("path", "types", "form", "size"),
    [
        ("/favicon.ico", {"image/x-icon", "image/vnd.microsoft.icon"}, "ICO", (48, 48)),
        ("/apple-touch-icon.png", {"image/png"}, "PNG", (180, 180)),
    ],
)
def test_icons_are_where_browsers_look_for_them(client, path, types, form, size):
    answer = client.get(path)
    assert answer["Content-Type"] in types
    picture = Image.open(io.BytesIO(body_of(answer)))
    assert (picture.format, picture.size) == (form, size)


def test_they_have_no_language(client):
    make_site()
    for path in ("/fr/robots.txt", "/fr/sitemap.xml", "/fr/site.webmanifest"):
        assert client.get(path).status_code == 404
