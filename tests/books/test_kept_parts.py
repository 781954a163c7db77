"""What a book's page says in its body is made once for each record, language and revision."""

import pytest
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from wagtail.models import PageViewRestriction

from books.models import BookPage, Publication
from tests.factories import ContributorFactory, make_book, make_content_page

pytestmark = pytest.mark.django_db

KEPT = caches["template_fragments"]


def shown(client, book: BookPage) -> str:
    return client.get(book.url).content.decode()


def key_of(book: BookPage, digest: str) -> str:
    book.refresh_from_db()
    return make_template_fragment_key("book_body", [digest, book.live_revision_id, "en"])


def said(text: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{text}</p>")]


def test_the_body_is_made_once(client):
    book = make_book(
        description=said("Whales, mostly."), contents=[("matter", {"title": "Preface"})]
    )
    content = shown(client, book)
    assert "Whales, mostly." in content
    key = key_of(book, Publication.objects.books().get().digest)
    assert "Preface" in KEPT.get(key)
    assert KEPT.get(key) in content
    KEPT.set(key, "Made before.")
    content = shown(client, book)
    assert "Made before." in content
    assert "Preface" not in content


def test_what_is_published_shows_at_once(client):
    book = make_book(description=said("Whales, mostly."))
    shown(client, book)
    book.description = said("Sharks, mostly.")
    book.save_revision()
    assert "Whales, mostly." in shown(client, book)
    book.get_latest_revision().publish()
    content = shown(client, book)
    assert "Sharks, mostly." in content
    assert "Whales" not in content


def test_a_link_to_what_became_private_goes_at_once(client):
    page = make_content_page("Open door")
    book = make_book(description=said(f'<a linktype="page" id="{page.pk}">door</a>'))
    assert page.slug in shown(client, book)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert page.slug not in shown(client, book)


def test_a_name_that_changed_is_new_at_once(client):
    author = ContributorFactory(name="Ada Writer")
    book = make_book(
        contributor=author,
        author_bio=[("contributor", {"contributor": author, "text": ""})],
    )
    assert "<h3><a href" in shown(client, book)
    author.name = "Ada Penn"
    author.save_revision().publish()
    content = shown(client, book)
    assert "Ada Penn" in content
    assert "Ada Writer" not in content


def test_of_a_draft_nothing_is_kept(client, admin_client):
    book = make_book(description=said("Whales, mostly."))
    book.description = said("Sharks, mostly.")
    book.save_revision()
    address = f"/admin/pages/{book.pk}/view_draft/"
    assert "Sharks, mostly." in admin_client.get(address).content.decode()
    assert KEPT.get(key_of(book, "")) is None
    assert "Whales, mostly." in shown(client, book)
