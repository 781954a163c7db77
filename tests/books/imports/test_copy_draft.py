"""From an understanding of marketing copy to a draft in the catalogue."""

import re
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Revision, Site

from books.imports.book_copy import CopyError
from books.imports.copy import read_copy
from books.imports.copy_draft import ImportedCopy, Outcome, import_copy
from books.models import BookIndexPage, BookPage, Contributor, PublisherSettings
from tests.at_once import fail_at_once
from tests.factories import ContributorFactory, make_book, make_catalogue

DEMO = settings.BASE_DIR / "home" / "demo" / "in-defense-of-small-producers.txt"
SEEDS = sorted((settings.BASE_DIR.parent / "shared" / "seed").glob("*.txt"))
TEXT = """A Title

A Subtitle

By Ada Writer

Paperback $29.95

A long river runs through this book and never once stops for <b>breath</b> & tea.

• Preface
• Setting Out

• Ada Writer

Ada Writer lives by the sea, where she writes about boats and weather.
"""

pytestmark = pytest.mark.django_db


def imported(text: str = TEXT, **options) -> ImportedCopy:
    return import_copy(read_copy(text), make_catalogue(), **options)


def draft_of(book: BookPage) -> BookPage:
    return book.get_latest_revision_as_object()


def everything_in(book: BookPage) -> str:
    """All text that a reader of the book would find, with the publisher's offers."""
    publisher = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    blocks = [
        block.block.get_api_representation(block.value)
        for field in ("description", "contents", "author_bio", "praise")
        for block in getattr(book, field)
    ]
    people = [f"{c.contributor.name} {c.get_role_display()}" for c in book.contributions.all()]
    bios = [c.contributor.bio for c in book.contributions.all()]
    formats = [f"{f.get_form_display()} {p}" for f in book.formats.all() for p in f.prices.all()]
    offers = [publisher.student_offer_label] * book.in_student_offer
    offers += [publisher.exam_copy_label] * book.offers_exam_copies
    offers += [publisher.newsletter_offer]
    found = [book.title, book.subtitle, *people, *bios, *formats, *offers, *map(str, blocks)]
    return " ".join(found)


@pytest.mark.parametrize("path", [DEMO, *SEEDS], ids=lambda path: path.parent.name)
def test_every_line_of_the_copy_file_is_found_in_the_draft(path: Path):
    copy = read_copy(path.read_bytes())
    book = draft_of(import_copy(copy, make_catalogue()).book)

    everything = everything_in(book)
    lines = [re.sub(r"^(?:•|By)\s+", "", line.strip()) for line in path.read_text().splitlines()]
    assert copy.unplaced == []
    assert [line for line in lines if line.replace("\xa0", " ").strip() not in everything] == []


@pytest.mark.parametrize("path", [DEMO, *SEEDS], ids=lambda path: path.parent.name)
def test_the_copy_file_makes_a_complete_draft(path: Path):
    result = import_copy(read_copy(path.read_bytes()), make_catalogue())
    book = draft_of(result.book)

    assert (result.outcome, result.book.live) == (Outcome.MADE, False)
    assert result.book.slug == "in-defense-of-small-producers"
    assert len(book.description) == 2
    assert len(book.contents) == 19
    assert [str(price) for price in book.formats.get().prices.all()] == ["$29.95"]
    assert book.in_student_offer
    assert book.offers_exam_copies
    assert [block.block_type for block in book.author_bio] == ["contributor"]
    assert [block.block_type for block in book.contents].count("matter") == 4


def test_importing_twice_changes_nothing():
    first = imported()
    revisions = Revision.objects.count()

    second = imported()

    assert (second.outcome, second.book.pk) == (Outcome.UNCHANGED, first.book.pk)
    assert (Revision.objects.count(), Contributor.objects.count()) == (revisions, 1)


def test_a_changed_copy_updates_the_same_book_and_nothing_published():
    first = imported(publish=True)

    second = imported(TEXT.replace("$29.95", "$35").replace("Setting Out", "Setting Sail"))

    assert (second.outcome, second.book.pk) == (Outcome.UPDATED, first.book.pk)
    assert str(second.book.formats.get().prices.get()) == "$29.95"
    draft = draft_of(second.book)
    assert [str(p) for f in draft.formats.all() for p in f.prices.all()] == ["$35.00"]
    assert [block.value["title"] for block in draft.contents] == ["Preface", "Setting Sail"]
    assert draft.contributions.count() == 1


def test_publishing_puts_the_draft_on_the_site_once():
    imported()

    first, second = imported(publish=True), imported(publish=True)

    assert (first.outcome, second.outcome) == (Outcome.PUBLISHED, Outcome.UNCHANGED)
    assert second.book.live
    assert not second.book.has_unpublished_changes


def test_a_book_without_a_description_cannot_be_published():
    with pytest.raises(CopyError, match="description"):
        imported("A Title\nBy Ada Writer\n", publish=True)

    assert (BookPage.objects.count(), Contributor.objects.count()) == (0, 0)


def test_a_book_is_found_again_by_its_isbn():
    book = make_book("Old Title", isbn="9780140439441", live=False)

    result = imported("New Title\nBy Ada Writer\nPaperback $20 ISBN 9780140439441\n")

    assert (result.outcome, result.book.pk) == (Outcome.UPDATED, book.pk)
    assert draft_of(result.book).title == "New Title"


def test_an_isbn_of_another_book_is_refused():
    make_book("Another", isbn="9780140439441")
    imported()

    with pytest.raises(CopyError, match="ISBN"):
        imported(TEXT.replace("$29.95", "$29.95 ISBN 9780140439441"))


def test_books_of_one_title_and_two_subtitles_are_two():
    first, second = imported(), imported(TEXT.replace("A Subtitle", "Another One"))

    assert (first.book.slug, second.book.slug) == ("a-title", "a-title-2")


def test_what_the_copy_does_not_speak_of_stays():
    book = imported().book
    draft = draft_of(book)
    draft.keywords, draft.in_student_offer = "rivers", True
    draft.save_revision()

    imported(TEXT.replace("Setting Out", "Setting Sail"))

    draft = draft_of(BookPage.objects.get(pk=book.pk))
    assert (draft.keywords, draft.in_student_offer) == ("rivers", True)


@pytest.mark.parametrize("known", ["ADA WRITER", "Áda Writér", "ada writer"])
def test_a_contributor_is_found_in_any_case_and_accent(known):
    contributor = ContributorFactory(name=known)

    book = imported().book

    assert draft_of(book).contributions.get().contributor == contributor


def test_a_new_contributor_gets_the_bio_as_their_own():
    book = draft_of(imported().book)

    contributor = Contributor.objects.get()
    assert (contributor.live, contributor.sort_name) == (True, "Writer, Ada")
    assert "lives by the sea" in contributor.bio
    assert book.author_bio[0].value["text"].source == ""


def test_a_bio_that_differs_from_the_contributors_own_stays_on_the_book():
    contributor = ContributorFactory(name="Ada Writer", bio="<p>Another bio.</p>")

    book = draft_of(imported().book)

    contributor.refresh_from_db()
    assert contributor.bio == "<p>Another bio.</p>"
    assert "lives by the sea" in book.author_bio[0].value["text"].source


def test_no_html_of_the_copy_reaches_the_page():
    source = draft_of(imported().book).description[0].value.source

    assert "<b>" not in source
    assert "&lt;b&gt;breath&lt;/b&gt; &amp; tea" in source


def test_the_words_of_the_offers_are_kept_where_the_publisher_has_none():
    publisher = PublisherSettings.for_site(make_catalogue().get_site())
    publisher.student_offer_label = "Students, look here"
    publisher.save()

    imported(TEXT + "\nAre you a student?\n\nJoin our newsletter and save 10%.\n")

    publisher = PublisherSettings.objects.get()
    assert publisher.student_offer_label == "Students, look here"
    assert publisher.newsletter_offer == "Join our newsletter and save 10%."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_imports_at_the_same_moment_the_second_finds_the_book():
    catalogue = make_catalogue()
    copies = [read_copy(TEXT) for _ in range(3)]
    works = [partial(import_copy, copy, catalogue) for copy in copies]
    assert fail_at_once(*works) == []
    assert BookPage.objects.count() == 1
    assert Contributor.objects.count() == len(copies[0].contributions)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_commands_at_the_same_moment_make_one_book(tmp_path):
    catalogue = make_catalogue()
    path = tmp_path / "copy.txt"
    path.write_text(TEXT)
    run = partial(call_command, "import_copy", str(path), stdout=StringIO(), stderr=StringIO())
    other = partial(import_copy, read_copy(TEXT), catalogue)
    assert fail_at_once(run, run, other) == []
    assert BookPage.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_different_books_at_the_same_moment_have_each_their_place():
    catalogue = make_catalogue()
    first, *below = TEXT.splitlines()
    copies = [read_copy("\n".join([f"{first} {number}", *below])) for number in range(3)]
    assert fail_at_once(*(partial(import_copy, copy, catalogue) for copy in copies)) == []
    assert len(set(BookPage.objects.values_list("path", flat=True))) == 3
    assert BookIndexPage.objects.get(pk=catalogue.pk).numchild == 3
