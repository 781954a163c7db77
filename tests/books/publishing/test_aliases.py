"""An alias is public when, and as long as, that of which it is an alias is."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Revision

from books.models import BookPage
from books.publishing.upkeep import everything
from books.queries import readable
from home.models import ContentPage, HomePage
from home.roles import PUBLISHERS
from tests.books.publishing.rows import record_of, row_of
from tests.books.publishing.test_schedule import HOUR, hours_later, schedule
from tests.factories import make_book, make_content_page
from tests.roles import log_in

pytestmark = pytest.mark.django_db


def is_public(client, page: Page) -> bool:
    """Whether readers find it at its address, and programs in the publications; always both."""
    page = Page.objects.get(pk=page.pk)
    row = row_of(page)
    by_page = client.get(page.url).status_code == 200
    by_list = readable(Page.objects.filter(pk=page.pk)).exists()
    assert by_page == by_list == bool(row and not row.withdrawn)
    assert not [drift for batch in everything() for drift in batch.drift()]
    return by_page


def make_spanish_home() -> HomePage:
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    return HomePage.objects.get().copy_for_translation(spanish)


def make_aliases(page: Page) -> list[Page]:
    """A sibling, an alias of that alias, and one in another language."""
    alias = page.create_alias(update_slug="alias")
    home = make_spanish_home()
    home.save_revision().publish()
    translated = page.copy_for_translation(home.locale, copy_parents=True, alias=True)
    parent = translated.get_parent()
    while not parent.live and parent != home:
        parent.save_revision().publish() if not parent.alias_of_id else None
        parent = parent.get_parent()
    return [alias, alias.create_alias(update_slug="alias-of-alias"), translated]


@pytest.fixture(params=["before", "after"])
def scheduled(request) -> tuple[BookPage, list[Page]]:
    """A draft that is to go live in an hour and expire in three, with aliases."""
    book = make_book(live=False)
    aliases = make_aliases(book) if request.param == "before" else []
    schedule(book, HOUR, 3 * HOUR)
    book = BookPage.objects.get(pk=book.pk)
    return book, aliases or make_aliases(book)


def test_aliases_of_a_draft_go_live_and_expire_with_it(client, scheduled):
    book, aliases = scheduled
    assert not any(is_public(client, each) for each in (book, *aliases))
    hours_later(2)
    assert all(is_public(client, each) for each in (book, *aliases))
    hours_later(2)
    assert not any(is_public(client, each) for each in (book, *aliases))


def test_aliases_have_the_dates_of_their_source(scheduled):
    book, aliases = scheduled
    hours_later(2)
    fields = ("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired")
    source = BookPage.objects.filter(pk=book.pk).values(*fields).get()
    assert all(source[name] for name in fields if name != "expired")
    for alias in aliases:
        assert BookPage.objects.filter(pk=alias.pk).values(*fields).get() == source
    assert record_of(aliases[0]).first_published_at == source["first_published_at"]


def test_until_its_time_an_update_shows_in_no_alias(client):
    book = make_book("The old title", live=False)
    book.save_revision().publish()
    aliases = make_aliases(BookPage.objects.get(pk=book.pk))
    schedule(book, HOUR, title="The new title")
    for page in (book, *aliases):
        assert is_public(client, page)
        assert record_of(page).title == "The old title"
    hours_later(2)
    assert {record_of(page).title for page in (book, *aliases)} == {"The new title"}


def test_a_live_book_stays_live_when_an_old_draft_of_it_is_scheduled(client):
    """The draft was made before the book went live: it names no live version of its own."""
    book = make_book("The old title", live=False)
    first = book.save_revision()
    book.title, book.go_live_at = "The new title", timezone.now() + HOUR
    second = book.save_revision()
    first.publish()
    Revision.objects.get(pk=second.pk).publish()
    assert is_public(client, book)
    assert record_of(book).title == "The old title"
    hours_later(2)
    assert record_of(book).title == "The new title"


def test_aliases_of_other_pages_wait_as_well(client):
    page = make_content_page(live=False)
    aliases = make_aliases(page)
    page = ContentPage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()
    assert not any(is_public(client, each) for each in (page, *aliases))
    hours_later(2)
    assert all(is_public(client, each) for each in (page, *aliases))


def test_what_is_live_before_its_time_is_not_readable(client):
    """However it came to be so: another program, or a restored table."""
    book = make_book()
    alias = book.create_alias(update_slug="alias")
    for page in (book, alias):
        Page.objects.filter(pk=page.pk).update(go_live_at=timezone.now() + HOUR)
        call_command("rebuild_publications", verbosity=0)
        assert not is_public(client, alias)
    assert not is_public(client, book)


@pytest.mark.parametrize(
    "hide",
    [{"live": False}, {"expire_at": timezone.now() - HOUR}, {"go_live_at": timezone.now() + HOUR}],
)
def test_a_live_alias_of_what_is_hidden_is_not_readable(client, hide):
    book = make_book()
    aliases = make_aliases(book)
    Page.objects.filter(pk=book.pk).update(**hide)
    call_command("rebuild_publications", verbosity=0)
    assert Page.objects.filter(pk__in=[each.pk for each in aliases], live=True).count() == 3
    assert not any(is_public(client, each) for each in (book, *aliases))


def test_a_restriction_of_the_source_holds_for_its_aliases_at_once(client):
    book = make_book()
    aliases = make_aliases(book)
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=book.pk), restriction_type="password", password="open"
    )
    for alias in aliases:
        assert row_of(alias).withdrawn
        assert not readable(Page.objects.filter(pk=alias.pk)).exists()
        assert 'name="password"' in client.get(Page.objects.get(pk=alias.pk).url).content.decode()
    restriction.delete()
    assert all(is_public(client, each) for each in aliases)


def test_what_a_deleted_source_leaves_is_a_draft(client):
    book = make_book()
    alias = book.create_alias(update_slug="alias")
    BookPage.objects.get(pk=book.pk).delete()
    assert not is_public(client, alias)
    assert BookPage.objects.get(pk=alias.pk).alias_of is None


def test_an_alias_is_not_published_by_itself():
    """Its source decides; Wagtail would ask it for a version, which it has not."""
    book = make_book(live=False)
    book.save_revision()
    alias = book.create_alias(update_slug="alias")
    publisher = log_in(PUBLISHERS)
    for address in (
        f"/admin/bulk/wagtailcore/page/publish/?id={alias.pk}&next=/admin/",
        f"/admin/bulk/wagtailcore/page/publish/?id={book.get_parent().pk}&next=/admin/",
    ):
        response = publisher.post(address, {"include_descendants": "on"})
        assert response.status_code in (200, 302)
    source, alias = BookPage.objects.get(pk=book.pk), BookPage.objects.get(pk=alias.pk)
    assert source.live
    assert alias.live
    assert alias.last_published_at == source.last_published_at
