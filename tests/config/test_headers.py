from pathlib import Path

import pytest
from django.conf import settings as project_settings

from books.models import Picture
from tests.factories import make_book, make_picture

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (text.partition(" ") for text in directives)}


@pytest.mark.parametrize("path", ["/", "/books/", "/search/", "/nothing/", "/api/v3/books/"])
def test_public_answers_allow_only_the_sites_own(client, path):
    make_book()
    response = client.get(path)
    assert policy(response) == {
        "default-src": "'self'",
        "object-src": "'none'",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/books/", "/search/"])
def test_public_pages_have_nothing_inline(client, path):
    make_book()
    html = client.get(path).content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html


def test_refused_requests_have_the_headers_too(client):
    assert policy(client.get("/?q=%00"))["default-src"] == "'self'"


def test_only_who_is_logged_in_gets_the_user_bars_policy(client, admin_user):
    make_book()
    client.cookies[project_settings.SESSION_COOKIE_NAME] = "made-up"
    assert "style-src" not in policy(client.get("/books/"))
    client.force_login(admin_user)
    assert "'unsafe-inline'" in policy(client.get("/books/"))["style-src"]
    assert "style-src" not in policy(client.get("/api/v3/books/"))


def test_no_inline_script_runs_outside_the_admin(client, admin_user):
    make_book()
    client.force_login(admin_user)
    for path in ["/", "/books/", "/api/v3/docs"]:
        rules = policy(client.get(path))
        assert "'unsafe-inline'" not in rules.get("script-src", rules["default-src"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", "<script>alert(1)</script>"),
        ("drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
)
def test_uploads_run_nothing(client, settings, name, content):
    cover = make_picture()
    make_book(cover=cover)
    Picture.objects.filter(pk=cover.pk).update(file=f"original_images/{name}")
    (Path(settings.MEDIA_ROOT) / "original_images" / name).write_text(content)
    response = client.get(f"/media/original_images/{name}")
    assert response.status_code == 200
    assert policy(response) == {"sandbox": "", "default-src": "'none'"}
    assert response["X-Content-Type-Options"] == "nosniff"
