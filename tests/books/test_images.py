"""Pictures as records and pages show them."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from books.images import make_renditions, renditions_for
from books.models import Picture, PictureRendition
from tests.books.publishing.rows import record_of
from tests.factories import make_book, make_content_page, make_picture, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks):
    """Tasks are enqueued at the commit: here at the end of `with commits:`."""
    return django_capture_on_commit_callbacks


def picture_of(data: bytes, name: str) -> Picture:
    return Picture.objects.create(title=name, file=ContentFile(data, name=name))


def encoded(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def test_renditions_are_no_wider_than_the_picture():
    assert [spec for spec in renditions_for(60) if "avif" in spec] == ["width-320|format-avif"]
    assert len(renditions_for(641)) == 9
    assert len(renditions_for(5000)) == 9
    assert len(renditions_for(320)) == 3


def test_a_record_has_an_image_ready_for_any_app(commits):
    make_site()
    with commits(execute=True):
        cover = make_picture("Cover", size=(400, 600))
    cover.refresh_from_db()
    cover.focal_point_x, cover.focal_point_y = 200, 100
    cover.focal_point_width = cover.focal_point_height = 10
    with commits(execute=True):
        cover.save()
    image = record_of(make_book(cover=cover)).cover
    assert (image.width, image.height) == (400, 600)
    assert image.focal_point == (200, 100)
    assert image.colour == "#{:02x}5078".format(sum(b"Cover") % 256)
    assert image.url.startswith("http://localhost/media/original_images/")
    for name in ("avif", "webp", "jpeg"):
        candidates = [each.split(" ") for each in getattr(image.srcset, name).split(", ")]
        assert [width for _, width in candidates] == ["320w", "400w"]
        assert all(url.startswith("http://localhost/media/images/") for url, _ in candidates)
    assert {each.type for each in image.renditions} == {"image/avif", "image/webp", "image/jpeg"}
    files = [row.file for row in PictureRendition.objects.all()]
    assert all(Image.open(file).size[0] in (320, 400) for file in files)


def test_a_record_points_to_no_rendition_that_is_not_there(commits):
    with commits(execute=True):
        cover = make_picture()
    book = make_book(cover=cover)
    assert record_of(book).cover.srcset.avif
    PictureRendition.objects.filter(filter_spec__endswith="avif").first().delete()
    assert record_of(book).cover.srcset.avif == ""
    make_renditions.call(cover.pk)
    assert record_of(book).cover.srcset.avif


def test_odd_pictures_have_renditions(commits):
    frames = [Image.new("P", (40, 40), number) for number in range(3)]
    animated = io.BytesIO()
    frames[0].save(animated, "GIF", save_all=True, append_images=frames[1:])
    with commits(execute=True):
        pictures = [
            picture_of(encoded(Image.new("RGBA", (40, 40), (9, 9, 9, 0)), "PNG"), "clear.png"),
            picture_of(encoded(Image.new("CMYK", (40, 40)), "JPEG"), "print.jpg"),
            picture_of(encoded(Image.new("L", (40, 40)), "PNG"), "grey.png"),
            picture_of(animated.getvalue(), "moving.gif"),
        ]
    for picture in pictures:
        assert picture.renditions.count() == 3, picture
        assert Picture.objects.get(pk=picture.pk).colour.startswith("#")


def test_a_broken_file_stops_nothing(commits, caplog):
    with commits(execute=True):
        broken = picture_of(encoded(Image.new("RGB", (40, 40)), "PNG"), "broken.png")
        book = make_book(cover=broken)
        Path(broken.file.path).write_bytes(b"no picture")
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        f"No renditions of image {broken.pk} (broken.png)"
    ]
    assert record_of(book).cover.renditions == []
    assert record_of(book).cover.srcset.webp == ""


def test_reading_makes_no_image(client):
    book = make_book(cover=make_picture())
    assert not PictureRendition.objects.exists()
    for address in ("/", book.url, "/api/v3/books/", f"/api/v2/pages/{book.pk}/"):
        assert client.get(address).status_code == 200
    assert not PictureRendition.objects.exists()


def test_rich_text_is_clean_and_its_links_carry_id_and_path():
    page = make_content_page("Students")
    source = (
        f'<p data-block-key="a1">See <a linktype="page" id="{page.pk}">the <b>page</b></a></p>'
        '<p style="x" onclick="y"><a href="javascript:alert(1)">bad</a><script>z()</script>'
        '<a href="https://example.org/?a=1&amp;b=2">good</a></p><p>Two &lt;3</p>'
    )
    text = record_of(make_book(description=[("paragraph", source)])).description[0].value
    assert text.html == (
        f'<p>See <a data-id="{page.pk}" href="/students/">the <b>page</b></a></p>'
        '<p><a>bad</a>z()<a href="https://example.org/?a=1&amp;b=2">good</a></p><p>Two &lt;3</p>'
    )
    assert "javascript" not in text.text
    assert "Two <3" in text.text
