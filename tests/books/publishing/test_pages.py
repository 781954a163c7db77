"""What editors do to a page, and the publications it leaves."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Comment, Locale, Page, PageViewRestriction

from books.models import BookPage, Publication
from books.publishing.upkeep import everything
from tests.books.publishing.rows import changed_since, numbers, record_of, row_of
from tests.factories import SubjectFactory, make_book, make_catalogue, make_content_page, make_site

pytestmark = pytest.mark.django_db


def book_key(page: BookPage) -> tuple[str, int]:
    return ("book", page.pk)


def author_key(page: BookPage) -> tuple[str, int]:
    return ("contributor", page.contributions.first().contributor_id)


def test_a_draft_leaves_no_publication():
    draft = make_book("Only a draft", live=False)
    draft.save_revision()
    assert row_of(draft) is None


def test_a_draft_of_a_live_book_changes_nothing():
    book = make_book()
    before = numbers()
    book.title = "Another title"
    book.save_revision()
    assert changed_since(before) == set()
    assert record_of(book).title == "A Voyage Out"


def test_publishing_stores_the_record_under_the_next_number():
    book = make_book("First")
    before = numbers()
    book.title = "Second"
    book.save_revision().publish()
    assert changed_since(before) == {book_key(book)}
    assert row_of(book).number == max(number for number, _ in before.values()) + 1
    assert record_of(book).title == "Second"


def test_child_relations_are_in_the_record_that_publishing_stores():
    book = make_book()
    book.formats.first().prices.first()
    edited = BookPage.objects.get(pk=book.pk)
    price = edited.formats.first().prices.first()
    price.amount = "12.50"
    format_ = edited.formats.first()
    format_.prices = [price]
    edited.formats = [format_]
    edited.save_revision().publish()
    assert record_of(book).formats[0].prices[0].text == "$12.50"


def test_publishing_again_unchanged_keeps_the_number():
    book = make_book()
    book.save_revision().publish()
    before = numbers()
    BookPage.objects.get(pk=book.pk).save_revision().publish()
    assert changed_since(before) == set()


def test_unpublishing_leaves_an_empty_row_under_the_next_number():
    book = make_book()
    before = numbers()
    book.unpublish()
    assert changed_since(before) == {book_key(book), author_key(book)}
    assert row_of(book).record == ""
    assert row_of(book).withdrawn
    assert not row_of(book).uses.exists()
    assert not row_of(book).terms.exists()
    assert not row_of(book).offers.exists()


def test_what_books_share_is_public_from_the_first_book_that_names_it_to_the_last():
    subject, above = SubjectFactory(name="Economics"), SubjectFactory(name="Society")
    subject.parent = above
    subject.save()
    hidden = make_book("Hidden", subject=subject, live=False)
    assert not Publication.objects.filter(kind="subject").exists()
    first, second = make_book("First", subject=subject), make_book("Second", subject=subject)
    assert Publication.objects.filter(kind="subject").public().count() == 2
    first.unpublish()
    assert Publication.objects.filter(kind="subject").public().count() == 2
    second.delete()
    hidden.save_revision()
    assert Publication.objects.filter(kind="subject").public().count() == 0


def test_a_book_published_again_comes_back_under_a_new_number():
    book = make_book()
    book.unpublish()
    withdrawn = row_of(book).number
    book.save_revision().publish()
    assert row_of(book).number > withdrawn
    assert record_of(book).reference == book.reference


def test_deleting_leaves_a_tombstone():
    book = make_book()
    keys = {book_key(book), author_key(book)}
    before = numbers()
    book.delete()
    assert changed_since(before) == keys
    assert not Publication.objects.filter(kind__in=["book", "contributor"]).public().exists()


def test_deleting_the_catalogue_withdraws_its_books():
    books = [make_book(f"Book {number}") for number in range(3)]
    make_catalogue().delete()
    assert all(row_of(book).withdrawn for book in books)


def test_a_scheduled_book_is_published_when_its_time_has_come():
    book = make_book("Soon", live=False)
    book.go_live_at = timezone.now() + timedelta(hours=1)
    revision = book.save_revision()
    revision.publish()
    assert row_of(book) is None
    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    assert record_of(book).title == "Soon"


def test_an_expired_book_is_withdrawn_with_its_expiry():
    book = make_book()
    Page.objects.filter(pk=book.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert row_of(book).withdrawn
    book.refresh_from_db()
    assert book.expired


def test_a_new_slug_is_a_new_address():
    book = make_book("A Voyage Out")
    book.slug = "voyage"
    book.save_revision().publish()
    assert record_of(book).path == "/books/voyage/"


def test_the_catalogues_new_slug_reaches_its_books_in_the_same_change():
    book = make_book("A Voyage Out")
    index = make_catalogue()
    index.slug = "list"
    index.save_revision().publish()
    assert record_of(book).path == "/list/a-voyage-out/"


def test_the_slug_of_a_draft_above_reaches_live_books():
    book = make_book("A Voyage Out")
    index = make_catalogue()
    index.unpublish()
    index.slug = "list"
    index.save()
    assert record_of(book).path == "/list/a-voyage-out/"


def test_moving_the_catalogue_moves_its_books():
    book = make_book("A Voyage Out")
    section = make_content_page("Section")
    index = make_catalogue()
    before = numbers()
    index.move(section, pos="last-child")
    assert record_of(book).path == "/section/books/a-voyage-out/"
    assert book_key(book) in changed_since(before)
    assert record_of(book).reference == book.reference


def test_reordering_books_changes_nothing():
    first, second = make_book("One"), make_book("Two")
    before = numbers()
    second.move(first, pos="left")
    assert changed_since(before) == set()


@pytest.mark.parametrize("above", [False, True])
def test_a_restriction_withdraws_and_its_lifting_brings_back(above):
    book = make_book()
    page = make_site() if above else book
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="password", password="secret"
    )
    assert row_of(book).withdrawn
    number = row_of(book).number
    restriction.delete()
    assert not row_of(book).withdrawn
    assert row_of(book).number > number


def test_a_book_moved_into_a_private_section_is_withdrawn():
    book = make_book()
    private = make_content_page("Private")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=private.pk), restriction_type="login"
    )
    make_catalogue().move(private, pos="last-child")
    assert row_of(book).withdrawn


def test_a_copy_has_a_reference_and_a_publication_of_its_own():
    book = make_book("Original")
    copy = book.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=True)
    assert copy.reference != book.reference
    assert record_of(copy).title == "Copy"
    draft = book.copy(update_attrs={"title": "Draft", "slug": "draft"}, keep_live=False)
    assert row_of(draft) is None


def test_a_copy_does_not_take_the_isbn_of_its_original_along():
    book = make_book("Original", isbn="9780140439441")
    copy = book.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=True)
    assert record_of(copy).formats[0].isbn == ""
    alias = book.create_alias(update_slug="alias")
    assert record_of(alias).formats[0].isbn == "9780140439441"


def test_an_alias_follows_its_book():
    book = make_book("Original")
    alias = book.create_alias(update_slug="alias")
    assert record_of(alias).alias_of == book.pk
    reference = record_of(alias).reference
    assert reference != book.reference
    book.title = "Renamed"
    book.save_revision().publish()
    assert record_of(alias).title == "Renamed"
    assert record_of(alias).reference == reference
    book.unpublish()
    assert row_of(alias).withdrawn


def test_a_translation_stands_under_its_own_address():
    french = Locale.objects.create(language_code="fr")
    book = make_book("Original")
    make_site().copy_for_translation(french)
    make_catalogue().copy_for_translation(french)
    translation = book.copy_for_translation(french)
    assert row_of(translation) is None
    translation.title = "Traduction"
    translation.slug = "traduction"
    translation.save_revision().publish()
    assert record_of(translation).locale == "fr"
    assert record_of(translation).path.startswith("/fr/")
    assert record_of(book).locale == "en"


def test_other_pages_have_a_number_and_no_record():
    page = make_content_page()
    before = numbers()
    page.title = "For students"
    page.save_revision().publish()
    assert changed_since(before) == {("page", page.pk)}
    assert row_of(page).record == ""
    assert not row_of(page).withdrawn


def test_an_editors_comment_is_nobody_elses_business():
    page = make_content_page()
    page.save_revision().publish()
    page = type(page).objects.get(pk=page.pk)
    before = numbers()
    editor = get_user_model().objects.create_user("editor")
    page.wagtail_admin_comments.add(Comment(user=editor, text="Shorter?", contentpath="title"))
    page.save_revision().publish()
    assert changed_since(before) == set()
    assert [drift for batch in everything() for drift in batch.drift()] == []


def test_another_language_of_a_locale_is_in_its_books_records():
    book = make_book()
    locale = Locale.objects.get()
    locale.language_code = "fr"
    locale.save()
    assert (record_of(book).locale, record_of(book).path) == ("fr", "/fr/books/a-voyage-out/")
