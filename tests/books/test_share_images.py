"""The drawn picture of a book's card: when it is made, what it shows, who may see it."""

import io
import logging
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageChops
from wagtail.models import Page, PageViewRestriction

from books.models import (
    BookPage,
    Contribution,
    Numbering,
    Publication,
    PublisherSettings,
    ShareImage,
)
from books.share_images import making
from books.share_images.drawing import HEIGHT, WIDTH, draw_share_image, words_within
from books.share_images.lettering import (
    ITALIC,
    REGULAR,
    Style,
    has_letter,
    set_lines,
    settable,
    width_of,
)
from books.share_images.making import draw_share_images
from books.share_images.shown import Shown
from books.unfinished import enqueue_unfinished
from tests.books.publishing.rows import row_of
from tests.factories import ContributorFactory, make_book, make_picture, make_site
from tests.test_nothing_leaks import WAYS_TO_A_FILE

STYLE = Style(REGULAR, (80, 60, 40), lines=4, leading=1)
SHOWN = Shown("A Voyage Out", "A Novel", ("Ada Writer",), "Frontlist")


@pytest.fixture
def commits(db, django_capture_on_commit_callbacks):
    """Tasks are enqueued at the commit: here at the end of `with commits(execute=True):`."""
    make_site()
    return django_capture_on_commit_callbacks


@pytest.fixture
def book(commits) -> BookPage:
    with commits(execute=True):
        book = make_book(cover=make_picture(size=(400, 600)))
    return BookPage.objects.get(pk=book.pk)


def image_of(book: BookPage) -> ShareImage:
    return ShareImage.objects.get(book_id=book.pk)


def publish(book: BookPage, **fields) -> None:
    book = BookPage.objects.get(pk=book.pk)
    for name, value in fields.items():
        setattr(book, name, value)
    book.save_revision().publish()


def told(client, book: BookPage) -> dict[str, str]:
    page = client.get(book.url).content.decode()
    return dict(re.findall(r'(?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', page))


def differ(one: bytes, other: bytes, box: tuple[int, int, int, int]) -> bool:
    """Whether these parts of two JPEG files are not alike, by more than their compression."""
    first, second = (Image.open(io.BytesIO(data)).crop(box) for data in (one, other))
    return ImageChops.difference(first, second).convert("L").getextrema()[1] > 40


def test_publishing_draws_an_image_that_the_card_tells(client, book):
    image = image_of(book)
    with Image.open(image.file) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (WIDTH, HEIGHT))
    card = told(client, book)
    assert card["og:image"] == f"http://localhost{image.file.url}"
    assert (card["og:image:width"], card["og:image:height"]) == ("1200", "630")
    assert card["og:image:alt"] == "A Voyage Out. Cover of A Voyage Out"
    assert card["twitter:card"] == "summary_large_image"
    assert client.get(card["og:image"]).status_code == 200


def test_without_an_image_the_card_tells_the_cover(client, book):
    ShareImage.objects.all().delete()
    card = told(client, book)
    assert card["og:image"].startswith("http://localhost/media/images/")
    assert card["twitter:card"] == "summary"


def test_what_it_shows_draws_it_again_under_another_name(client, book, commits):
    before = image_of(book).file.name
    ada = book.contributions.get().contributor
    publisher = PublisherSettings.objects.create(site_id=book.get_site().pk)
    for change in (
        lambda: publish(book, title="A Voyage In"),
        lambda: publish(book, subtitle="A Novel"),
        lambda: publish(book, cover=make_picture("Other", size=(400, 600))),
        lambda: publish(book, cover=None),
        lambda: (setattr(ada, "name", "Ada Other"), ada.save()),
        lambda: (setattr(publisher, "name", "Hogarth"), publisher.save()),
    ):
        with commits(execute=True):
            change()
        after = image_of(book).file.name
        assert after != before
        assert client.get(f"/media/{before}").status_code == 404
        assert not default_storage.exists(before)
        assert client.get(f"/media/{after}").status_code == 200
        before = after


def test_what_it_does_not_show_leaves_it_as_it_is(book, commits):
    before = image_of(book)
    with commits(execute=True):
        publish(book, tagline="New", description=[("paragraph", "<p>Other words.</p>")])
    assert (image_of(book).pk, image_of(book).file.name) == (before.pk, before.file.name)


def test_a_page_stored_before_its_image_is_stale(book):
    ShareImage.objects.all().delete()
    number = Numbering.objects.get().last
    draw_share_images.call([book.pk])
    assert Numbering.objects.get().last > number
    number = Numbering.objects.get().last
    draw_share_images.call([book.pk])
    assert Numbering.objects.get().last == number


def test_reading_draws_nothing(client, book):
    ShareImage.objects.all().delete()
    assert client.get(book.url).status_code == 200
    assert not ShareImage.objects.exists()


def restrict(book: BookPage) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=book.pk), restriction_type="password", password="open"
    )


def expire(book: BookPage) -> None:
    book.expire_at = timezone.now()
    book.save()


@pytest.mark.parametrize(
    "hide",
    [
        lambda book: book.unpublish(),
        lambda book: book.delete(),
        lambda book: Page.objects.get(pk=book.pk).get_parent().delete(),
        restrict,
        expire,
    ],
    ids=["unpublished", "deleted", "catalogue deleted", "restricted", "expired"],
)
def test_with_its_book_it_is_withdrawn_and_deleted(client, book, commits, hide):
    name = image_of(book).file.name
    ways = [f"/media/{way}{name}" for way in [*WAYS_TO_A_FILE[2:], ""]]
    with commits(execute=True):
        hide(book)
        # At once, not only after the commit.
        assert {client.get(way).status_code for way in ways} == {404}
    assert not ShareImage.objects.exists()
    assert not default_storage.exists(name)


def test_a_draft_has_none(commits):
    with commits(execute=True):
        draft = make_book(live=False)
        draft.save_revision()
    draw_share_images.call([draft.pk])
    assert not ShareImage.objects.exists()


def test_a_file_that_is_left_over_is_not_served(client, admin_client, book):
    """Even one of a public book that another has replaced, and for editors too."""
    name = default_storage.save("share_images/old.jpg", ContentFile(b"old"))
    assert client.get(f"/media/{name}").status_code == 404
    assert admin_client.get(f"/media/{name}").status_code == 404
    assert client.get(image_of(book).file.url).status_code == 200


def test_an_image_whose_book_is_withdrawn_but_not_yet_followed_is_not_served(client, book):
    image = image_of(book)
    Publication.objects.books().update(digest="", record="")
    assert client.get(image.file.url).status_code == 404


def test_serving_one_costs_one_query(client, book, django_assert_num_queries):
    address = image_of(book).file.url
    with django_assert_num_queries(1):
        assert client.get(address).status_code == 200


def test_a_book_withdrawn_while_it_is_drawn_gets_none(book, monkeypatch):
    ShareImage.objects.all().delete()

    def draw_slowly(shown, cover):
        BookPage.objects.get(pk=book.pk).unpublish()
        return draw_share_image(shown, cover)

    monkeypatch.setattr(making, "draw_share_image", draw_slowly)
    draw_share_images.call([book.pk])
    assert not ShareImage.objects.exists()


def test_a_broken_cover_is_left_out_and_named_in_the_log(book, caplog):
    ShareImage.objects.all().delete()
    rendition = book.cover.renditions.get(filter_spec="width-640|screen|format-jpeg")
    for data in (b"no picture", None):
        default_storage.delete(rendition.file.name)
        if data:
            default_storage.save(rendition.file.name, ContentFile(data))
        with caplog.at_level(logging.ERROR, "frontlist.images"):
            draw_share_images.call([book.pk])
        assert rendition.file.name in caplog.text
        with Image.open(image_of(book).file) as drawn:
            assert drawn.size == (WIDTH, HEIGHT)
        ShareImage.objects.all().delete()
        caplog.clear()


def test_an_older_catalogue_gets_its_images(book, commits):
    make_book("Another", live=False)
    ShareImage.objects.all().delete()
    enqueue_unfinished()
    assert [image.book_id for image in ShareImage.objects.all()] == [book.pk]
    first = image_of(book).pk
    enqueue_unfinished()
    assert image_of(book).pk == first
    ShareImage.objects.update(design=0, digest="old")
    enqueue_unfinished()
    assert image_of(book).pk != first


def test_looking_costs_the_same_for_one_image_or_none_to_draw(book):
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            enqueue_unfinished()
        # Pictures, books, rebuilds, and for each the tasks.
        assert len(queries) == 6


def test_the_first_two_bylines_are_named_with_what_they_did(book, commits):
    page = BookPage.objects.get(pk=book.pk)
    page.contributions = [
        *(Contribution(contributor=ContributorFactory(name=name)) for name in ("Ada", "Bob")),
        Contribution(contributor=ContributorFactory(name="Cyd"), role="translator"),
        Contribution(contributor=ContributorFactory(name="Dee"), role="foreword"),
    ]
    page.save()
    shown = making.shown_in(row_of(book))
    assert shown.bylines == ("Ada, Bob", "Translated by Cyd")


@pytest.mark.parametrize("size", [(4000, 10), (10, 4000), (600, 600), (1, 1)])
def test_a_cover_of_any_shape_stays_within_the_picture_and_off_the_words(size):
    with_cover = draw_share_image(SHOWN, Image.new("RGB", size, "red"))
    edges = [(0, 0, WIDTH, 20), (0, 610, WIDTH, 630), (0, 0, 20, HEIGHT), (1140, 0, WIDTH, HEIGHT)]
    without = draw_share_image(SHOWN, None)
    assert not any(differ(with_cover, without, edge) for edge in edges)
    assert differ(with_cover, without, (0, 0, WIDTH, HEIGHT))


def test_the_longest_words_stay_within_the_picture():
    """They end in the measure, above the publisher's line."""
    full = Shown("Mmm " * 63, "Mmm " * 63, ("Mmm, " * 99, "Edited by " + "Mmm, " * 99), "Mmm " * 63)
    unbroken = Shown("M" * 255, "M" * 255, ("M" * 255, "M" * 255), "M" * 255)
    empty = draw_share_image(Shown("", "", (), ""), Image.new("RGB", (400, 600)))
    for shown in (full, unbroken):
        drawn = draw_share_image(shown, Image.new("RGB", (400, 600)))
        for edge in ((1140, 0, WIDTH, HEIGHT), (460, 0, WIDTH, 60), (460, 570, WIDTH, HEIGHT)):
            assert not differ(drawn, empty, edge)
        # Nothing stands between the last name and the publisher's rule.
        assert not differ(drawn, empty, (460, 514, WIDTH, 518))


def test_a_long_title_grows_smaller_before_it_costs_a_name():
    title, subtitle = "Narrative of the Life of Frederick Douglass, an American Slave", "By Himself"
    shown = Shown(title, subtitle, ("Ada", "Translated by Bob"), "Frontlist")
    set_title, _subtitle, bylines = words_within(shown, measure=675, room=446)
    assert len(bylines) == 2
    assert " ".join(set_title.lines) == title


def test_a_title_has_at_most_four_lines_and_then_an_ellipsis():
    for text in ("word " * 60, "w" * 255):
        set_ = set_lines(text, STYLE, 500)
        assert (len(set_.lines), set_.size) == (4, 40)
        assert set_.lines[-1].endswith("…")
        assert all(width_of(line, STYLE, 40) <= 500 for line in set_.lines)


def test_a_short_title_is_as_large_as_can_be_and_its_lines_are_even():
    set_ = set_lines("A Voyage Out by Sea", STYLE, 500)
    assert (set_.size, set_.lines) == (80, ["A Voyage", "Out by Sea"])


@pytest.mark.parametrize("text", ["كتاب الأغاني", "紅樓夢", "הספר", "Moby 🐋", "हिन्दी", "\ud83c"])
def test_a_line_that_the_font_cannot_set_is_left_out(text):
    cover = Image.new("RGB", (400, 600), "red")
    for face in (REGULAR, ITALIC):
        assert settable(text, face) == ""
    without = Shown("", "", ("Ada Writer",), "Frontlist")
    shown = Shown(text, text, ("Ada Writer",), "Frontlist")
    assert draw_share_image(shown, cover) == draw_share_image(without, cover)
    assert draw_share_image(shown, None) == draw_share_image(without, None)


@pytest.mark.parametrize(
    "text",
    [
        "Dvořák Šťastný",
        "Œuvre ß Ąę İı",
        "Преступление",
        "Ἰλιάς",
        "Việt",
        "“a” – b’s…",
        "a\u0301\u200b",
    ],
)
def test_the_font_sets_european_letters(text):
    for face in (REGULAR, ITALIC):
        assert settable(text, face)


def test_letters_are_composed_and_what_is_invisible_is_dropped():
    assert settable(" a\u0301\u200b\u00ad  b\n", REGULAR) == "á b"
    assert not has_letter(REGULAR, "紅")
