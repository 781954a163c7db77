"""Whatever keeps an original private, keeps its aliases, and what stands below them, private."""

import pytest
from wagtail.models import Page, PageViewRestriction

from books.models import BookIndexPage, BookPage
from books.queries import readable, view_restrictions_of
from home.models import ContentPage
from tests.books.publishing.test_aliases import is_public, make_spanish_home
from tests.factories import make_book, make_content_page, make_site

pytestmark = pytest.mark.django_db


def make_section(parent: Page | None = None, slug: str = "section") -> BookIndexPage:
    parent = Page.objects.get(pk=(parent or make_site()).pk).specific
    return parent.add_child(instance=BookIndexPage(title="Section", slug=slug))


def close(page: Page) -> None:
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


def open_again(page: Page) -> None:
    PageViewRestriction.objects.get(page=page).delete()


@pytest.fixture
def book() -> BookPage:
    book = make_book("Walden")
    book.save_revision().publish()
    return BookPage.objects.get(pk=book.pk)


@pytest.mark.parametrize("closed", ["the parent", "what is above it", "the page itself"])
def test_an_alias_elsewhere_is_as_closed_as_its_original(client, book, closed):
    alias = book.create_alias(update_slug="alias")
    second = alias.create_alias(update_slug="alias-of-alias")
    upper = make_section(slug="upper")
    inner = upper.add_child(instance=ContentPage(title="Inner", slug="inner", body=[]))
    book.move(Page.objects.get(pk=inner.pk), "last-child")
    assert all(is_public(client, each) for each in (book, alias, second))
    place = {"the parent": inner, "what is above it": upper, "the page itself": book}[closed]
    close(place)
    assert not any(is_public(client, each) for each in (book, alias, second))
    open_again(place)
    assert all(is_public(client, each) for each in (book, alias, second))


def test_an_alias_in_another_language_is_closed_with_the_section(client, book):
    home = make_spanish_home()
    home.save_revision().publish()
    alias = book.copy_for_translation(home.locale, copy_parents=True, alias=True)
    assert is_public(client, alias)
    close(book.get_parent())
    assert not is_public(client, alias)


def test_an_alias_can_be_closed_by_itself(client, publisher, book):
    alias = book.create_alias(update_slug="alias")
    form = {"restriction_type": "login"}
    publisher.post(f"/admin/pages/{alias.pk}/privacy/", form)
    assert not is_public(client, alias)
    assert is_public(client, book)


@pytest.mark.parametrize("closed", ["the alias", "its original", "what is above its original"])
def test_what_stands_below_an_alias_is_closed_with_it(client, closed):
    upper = make_content_page("Upper")
    original = upper.add_child(instance=ContentPage(title="Original", slug="original", body=[]))
    alias = original.create_alias(parent=make_site(), update_slug="alias")
    below = alias.add_child(instance=ContentPage(title="Below", slug="below", body=[]))
    last = below.create_alias(parent=make_site(), update_slug="last")
    assert is_public(client, below)
    assert is_public(client, last)
    close(
        {"the alias": alias, "its original": original, "what is above its original": upper}[closed]
    )
    assert not is_public(client, below)
    assert not is_public(client, last)


def test_more_restrictions_cost_no_more_queries(book, django_assert_num_queries):
    for number in range(3):
        close(make_section(slug=f"section-{number}"))
        book.create_alias(update_slug=f"alias-{number}")
    with django_assert_num_queries(3):
        list(readable(Page.objects.all()))
    with django_assert_num_queries(2):
        list(view_restrictions_of(book))


def test_of_a_long_line_of_aliases_page_and_programs_say_the_same(client, book):
    alias = book
    for number in range(5):
        alias = alias.create_alias(update_slug=f"alias-{number}")
        is_public(client, alias)
