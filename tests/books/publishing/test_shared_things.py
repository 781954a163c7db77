"""A change of something that books share reaches just the books that show it."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site

from books.codes import Form
from books.images import make_renditions
from books.models import (
    BookIndexPage,
    BookPage,
    Format,
    PictureRendition,
    PublicationUse,
    PublisherSettings,
    Rebuild,
    RelatedBook,
)
from books.publishing import rebuilds, settling
from books.unfinished import enqueue_unfinished
from tests.books.publishing.rows import changed_since, numbers, record_of, row_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_picture,
    make_site,
)

pytestmark = pytest.mark.django_db


def test_a_contributors_new_name_reaches_their_books_only():
    ada = ContributorFactory(name="Ada")
    book, other = make_book("By Ada", contributor=ada), make_book("By another")
    before = numbers()
    ada.name = "Ada L."
    ada.save_revision().publish()
    assert changed_since(before) == {("book", book.pk), ("contributor", ada.pk)}
    assert record_of(book).contributions[0].name == "Ada L."
    assert row_of(other).number in {number for number, _ in before.values()}


def test_a_contributors_draft_changes_nothing():
    ada = ContributorFactory(name="Ada")
    book = make_book(contributor=ada)
    before = numbers()
    ada.name = "Ada L."
    ada.save_revision()
    assert changed_since(before) == set()
    assert record_of(book).contributions[0].name == "Ada"


def test_of_an_unpublished_contributor_only_the_name_remains():
    ada = ContributorFactory(name="Ada", bio="<p>Secret life.</p>")
    book = make_book(contributor=ada)
    ada.unpublish()
    person = record_of(book).contributions[0].contributor
    assert (person.name, person.path, person.id, person.bio.text) == ("Ada", None, None, "")


def test_a_photo_is_part_of_what_its_contributor_says():
    photo = make_picture()
    ada = ContributorFactory(photo=photo)
    make_book(contributor=ada)
    before = numbers()
    photo.title = "Ada at her desk"
    photo.save()
    assert ("contributor", ada.pk) in changed_since(before)
    before = numbers()
    photo.delete()
    assert ("contributor", ada.pk) in changed_since(before)


def test_a_deleted_page_leaves_the_settings():
    page = make_content_page("Students")
    settings = PublisherSettings.objects.create(
        site=Site.objects.get(), student_offer_label="Student?", student_offer_page=page
    )
    before = numbers()
    page.delete()
    assert ("settings", settings.pk) in changed_since(before)


def test_a_contributor_chosen_in_a_bio_block_counts():
    ada = ContributorFactory(name="Ada")
    book = make_book(author_bio=[("contributor", {"contributor": ada, "text": ""})])
    before = numbers()
    ada.bio = "<p>She still writes.</p>"
    ada.save()
    assert ("book", book.pk) in changed_since(before)
    assert record_of(book).author_bio[0].value.text.text == "She still writes."


def test_a_document_linked_from_a_chosen_bio_reaches_the_book():
    life = Document.objects.create(title="Life", file=ContentFile(b"%PDF", name="life.pdf"))
    ada = ContributorFactory(bio=f'<p><a linktype="document" id="{life.pk}">life</a></p>')
    book = make_book(author_bio=[("contributor", {"contributor": ada, "text": ""})])
    assert life.url in record_of(book).author_bio[0].value.text.html
    life.delete()
    assert "href" not in record_of(book).author_bio[0].value.text.html


def test_a_subjects_new_name_reaches_the_books_of_subjects_under_it():
    economics = SubjectFactory(name="Economics")
    trade = SubjectFactory(name="Trade", parent=economics)
    book = make_book(subject=trade)
    economics.name = "Political economy"
    economics.save()
    assert [above.name for above in record_of(book).subjects[0].ancestors] == ["Political economy"]


def test_a_series_new_name_reaches_its_books():
    voyages = SeriesFactory(name="Voyages")
    book = make_book(series=voyages, series_number="3")
    voyages.name = "Great voyages"
    voyages.save()
    assert record_of(book).series.name == "Great voyages"


def test_settings_reach_the_books_that_show_them():
    settings = PublisherSettings.for_site(Site.objects.get())
    book = make_book(in_student_offer=True)
    settings.student_offer_label = "Are you a student?"
    settings.newsletter_offer = "Ten per cent off."
    settings.save()
    record = record_of(book)
    assert record.student_offer.label == "Are you a student?"
    assert record.publisher.newsletter_offer == "Ten per cent off."


def test_the_student_page_is_linked_only_while_it_can_be_read():
    page = make_content_page("Students")
    PublisherSettings.objects.create(
        site=Site.objects.get(), student_offer_label="Student?", student_offer_page=page
    )
    book = make_book(in_student_offer=True)
    assert record_of(book).student_offer.path == "/students/"
    page.unpublish()
    assert record_of(book).student_offer.path is None


def test_a_related_book_shows_only_while_it_can_be_read():
    other = make_book("To come", live=False)
    book = make_book("Here")
    book.related_books = [RelatedBook(book=other)]
    book.save()
    assert record_of(book).related_books == []
    other.save_revision().publish()
    assert [each.title for each in record_of(book).related_books] == ["To come"]
    BookPage.objects.get(pk=other.pk).unpublish()
    assert record_of(book).related_books == []


def test_a_link_in_the_text_leads_only_to_what_can_be_read():
    page = make_content_page("Policy")
    link = f'<p>Read <a linktype="page" id="{page.pk}">the policy</a>.</p>'
    book = make_book(description=[("paragraph", link)])
    assert 'href="/policy/"' in record_of(book).description[0].value.html
    page.unpublish()
    html = record_of(book).description[0].value.html
    assert "policy/" not in html
    assert "the policy" in html


def test_renditions_come_with_the_image_and_go_with_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cover = make_picture()
    book = make_book(cover=cover)
    assert len(record_of(book).cover.renditions) == 3
    cover.renditions.all().delete()
    assert record_of(book).cover.renditions == []
    make_renditions.call(cover.pk)
    assert len(record_of(book).cover.renditions) == 3


def test_renditions_made_anew_by_wagtails_command_are_in_the_record():
    cover = make_picture()
    make_renditions.call(cover.pk)
    book = make_book(cover=cover)
    call_command("wagtail_update_image_renditions")
    shown = {rendition.url for rendition in record_of(book).cover.renditions}
    assert shown == {f"http://localhost{each.url}" for each in cover.renditions.all()}


def test_a_deleted_cover_leaves_the_record():
    cover = make_picture()
    book = make_book(cover=cover)
    cover.delete()
    assert record_of(book).cover is None


def test_a_samples_new_title_reaches_its_book():
    sample = Document.objects.create(title="Sample", file=ContentFile(b"%PDF", name="s.pdf"))
    book = make_book()
    book.formats = [Format(form=Form.PDF, sample=sample)]
    book.save()
    sample.title = "First chapter"
    sample.save()
    assert record_of(book).formats[0].sample.title == "First chapter"


def test_a_sites_new_name_is_in_every_address():
    book = make_book()
    site = Site.objects.get()
    site.hostname, site.port = "books.example.com", 443
    site.save()
    assert record_of(book).url == "https://books.example.com/books/a-voyage-out/"


def test_a_change_that_many_books_show_is_left_to_a_rebuild(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(settling, "AT_ONCE", 2)
    monkeypatch.setattr(rebuilds, "BATCH", 2)
    subject = SubjectFactory(name="Trade")
    books = [make_book(f"Book {number}", subject=subject) for number in range(5)]
    with django_capture_on_commit_callbacks() as callbacks:
        subject.name = "Fair trade"
        subject.save()
    assert record_of(books[0]).subjects[0].name == "Trade"
    rebuild = Rebuild.objects.get(kind="subject")
    assert (rebuild.total, rebuild.done, rebuild.finished_at) == (5, 0, None)
    rebuilds.run_batch(rebuild.pk)
    rebuild.refresh_from_db()
    assert rebuild.done == 2
    for callback in callbacks:
        callback()
    rebuild.refresh_from_db()
    assert (rebuild.done, rebuild.finished_at is None) == (5, False)
    assert {record_of(book).subjects[0].name for book in books} == {"Fair trade"}


def test_a_rebuild_that_was_cut_off_is_taken_up_again(monkeypatch):
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    subject = SubjectFactory(name="Trade")
    books = [make_book(f"Book {number}", subject=subject) for number in range(3)]
    subject.name = "Fair trade"
    subject.save()
    enqueue_unfinished()
    assert {record_of(book).subjects[0].name for book in books} == {"Fair trade"}
    assert not Rebuild.objects.filter(finished_at=None).exists()


def test_a_restriction_on_many_books_withdraws_them_at_once(monkeypatch):

    monkeypatch.setattr(settling, "AT_ONCE", 1)
    books = [make_book(f"Book {number}") for number in range(3)]
    home = Page.objects.get(pk=make_site().pk)
    PageViewRestriction.objects.create(page=home, restriction_type="login")
    assert all(row_of(book).withdrawn for book in books)


def test_uses_are_those_of_the_published_text_only():
    shown, hidden = make_picture("shown"), make_picture("hidden")
    book = make_book(cover=shown)
    book.cover = hidden
    book.save_revision()
    used = PublicationUse.objects.filter(kind="image").values_list("object_id", flat=True)
    assert set(used) == {shown.pk}
    assert BookPage.objects.get(pk=book.pk).cover == shown


def test_renditions_deleted_by_another_process_are_made_again():
    cover = make_picture()
    make_renditions.call(cover.pk)
    # As another process would: past this one's signals and cache.
    PictureRendition.objects.filter(image=cover)._raw_delete("default")
    make_renditions.call(cover.pk)
    assert cover.renditions.count() == 3


def test_what_is_withdrawn_with_many_others_leaves_the_books_that_showed_it(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    hidden = [make_book(f"Hidden {number}") for number in range(3)]
    other = make_site().add_child(instance=BookIndexPage(title="Other", slug="other"))
    book = make_book("Here")
    book.move(other, pos="last-child")
    book = BookPage.objects.get(pk=book.pk)
    book.related_books = [RelatedBook(book=hidden[0])]
    book.save()
    assert record_of(book).related_books
    index = Page.objects.get(pk=make_catalogue().pk)
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert record_of(book).related_books == []


def test_a_bio_whose_contributor_is_gone_fails_nothing():
    gone = ContributorFactory(name="Gone")
    book = make_book(author_bio=[("contributor", {"contributor": gone, "text": ""})])
    gone.delete()
    assert record_of(book).author_bio[0].value.name == ""
