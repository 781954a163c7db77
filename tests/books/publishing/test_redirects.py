"""A rename leaves a way from each old address, in the rename's own transaction, or is whole
without it; and the query of the old address goes along."""

import logging

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.coreutils import BatchCreator
from wagtail.signals import page_slug_changed

from books.models import BookPage
from home.models import ContentPage
from tests.factories import make_book, make_catalogue, make_content_page, make_site

pytestmark = pytest.mark.django_db


def rename(page, slug: str) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.slug = slug
    page.save()


def where(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code in (301, 302), address
    return answer["Location"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_path_too_long_for_a_redirect_is_renamed_all_the_same(client, caplog):
    parent = make_content_page("Long", slug="long-" * 50)
    below = parent.add_child(instance=ContentPage(title="Below", slug="below-" * 40))
    short = make_content_page("Short", slug="short")
    rename(short, "kept")
    with caplog.at_level(logging.WARNING):
        rename(parent, "renamed")
    below.refresh_from_db()
    assert below.url_path.endswith(f"/renamed/{below.slug}/")
    assert client.get(f"/renamed/{below.slug}/").status_code == 200
    assert where(client, f"/{parent.slug}/").endswith("/renamed/")
    assert where(client, "/short/").endswith("/kept/")
    assert f"No redirect leads from /{parent.slug}/{below.slug}" in caplog.text


def test_where_every_path_is_too_long_other_redirects_stay():
    rename(make_content_page("Short", slug="short"), "kept")
    page = make_site()
    for number in range(2):
        page = page.add_child(instance=ContentPage(title="Deep", slug=f"{number}-" * 100))
    rename(page, "renamed")
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/short"]


def test_the_rename_and_its_redirects_are_one_transaction(monkeypatch):
    book = make_book("Walden")

    def fail(*args):
        raise RuntimeError("The database went away.")

    monkeypatch.setattr(BatchCreator, "_do_processing", fail)
    with pytest.raises(RuntimeError):
        rename(book, "other")
    assert BookPage.objects.get().slug == "walden"


def test_a_rename_makes_its_redirects_once(django_capture_on_commit_callbacks):
    book = make_book("Walden")
    with django_capture_on_commit_callbacks(execute=True):
        rename(book, "other")
    assert Redirect.objects.get().old_path == "/books/walden"
    first = Redirect.objects.get().pk
    rename(make_catalogue(), "all")
    assert {each.old_path for each in Redirect.objects.all()} == {
        "/books/walden",
        "/books",
        "/books/other",
    }
    assert Redirect.objects.filter(pk=first).exists()


@pytest.mark.parametrize(
    ("target", "asked", "led"),
    [
        ("/new/", "/old/?utm=a%20b&q=%C3%A9", "/new/?utm=a%20b&q=%C3%A9"),
        ("/new/?page=2", "/old/?page=9&utm=x", "/new/?page=2&utm=x"),
        ("/new/?page=2", "/old/?page=9", "/new/?page=2"),
        ("/new/#top", "/old/?utm=x", "/new/?utm=x#top"),
        ("https://example.org/a", "/old/?utm=x", "https://example.org/a?utm=x"),
        ("/new/", "/old/", "/new/"),
    ],
)
def test_a_redirect_hands_the_query_on(client, target, asked, led):
    make_site()
    Redirect.add_redirect("/old/", redirect_to=target)
    assert where(client, asked) == led


def test_a_redirect_from_a_query_has_used_it(client):
    make_site()
    Redirect.add_redirect("/old/?id=1", redirect_to="/one/")
    Redirect.add_redirect("/old/", redirect_to="/all/")
    assert where(client, "/old/?id=1") == "/one/"
    assert where(client, "/old/?id=2") == "/all/?id=2"


def test_an_automatic_redirect_hands_the_query_on(client):
    book = make_book("Walden")
    rename(book, "other")
    assert where(client, "/books/walden/?utm_source=letter").endswith(
        "/books/other/?utm_source=letter"
    )


def test_wagtail_still_has_what_is_replaced():
    """An upgrade that names its handlers otherwise would bring the failures back."""
    receivers = [each[1]() for each in page_slug_changed.receivers]
    assert [each.__name__ for each in receivers if each] == ["leave_to_the_save"]
