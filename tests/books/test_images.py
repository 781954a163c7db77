"""Pictures as records and pages show them."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import ExifTags, Image, ImageCms
from wagtail.documents.models import Document
from wagtail.models import Site

from books.codes import Form
from books.images import image_part, make_renditions, renditions_for
from books.models import Format, Picture, PictureRendition, Publication
from tests.books.publishing.rows import record_of
from tests.factories import (
    ContributorFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_picture,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks):
    """Tasks are enqueued at the commit: here at the end of `with commits:`."""
    return django_capture_on_commit_callbacks


def picture_of(data: bytes, name: str) -> Picture:
    return Picture.objects.create(title=name, file=ContentFile(data, name=name))


def prepared(picture: Picture) -> Picture:
    """The picture after the task that makes its renditions."""
    make_renditions.call(picture.pk)
    return Picture.objects.get(pk=picture.pk)


def encoded(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def test_renditions_are_no_wider_than_the_picture():
    assert [spec for spec in renditions_for(60) if "avif" in spec] == [
        "width-320|screen|format-avif"
    ]
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
    assert image.colour == Picture.objects.get().colour
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


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "average"),
    [
        ("RGB", (200, 40, 40), "PNG", "#c82828"),
        ("RGBA", (0, 0, 0, 0), "PNG", "#ffffff"),
        ("LA", (0, 0), "PNG", "#ffffff"),
        ("P", 0, "GIF", "#000000"),
        ("1", 1, "PNG", "#ffffff"),
        ("I;16", 65535, "PNG", "#ffffff"),
        ("CMYK", (0, 0, 0, 0), "JPEG", "#ffffff"),
    ],
)
def test_any_kind_of_picture_is_shown_in_colours_of_screens(mode, colour, kind, average):
    picture = prepared(picture_of(encoded(Image.new(mode, (8, 8), colour), kind), f"a.{kind}"))
    assert picture.colour == average
    shown = [Image.open(rendition.file) for rendition in picture.renditions.all()]
    assert {each.format for each in shown} == {"AVIF", "WEBP", "JPEG"}
    assert {each.mode for each in shown} <= {"L", "RGB", "RGBA"}


def test_the_colour_is_the_average():
    image = Image.new("RGB", (32, 32))
    image.paste((200, 100, 50), (0, 0, 32, 16))
    picture = prepared(picture_of(encoded(image, "PNG"), "halves.png"))
    assert all(
        abs(part - wanted) < 3
        for part, wanted in zip(bytes.fromhex(picture.colour[1:]), (100, 50, 25), strict=True)
    )


def test_an_animation_is_shown_by_its_first_frame():
    first, *others = (Image.new("RGB", (8, 8), name) for name in ("white", "black", "blue"))
    data = io.BytesIO()
    first.save(data, "GIF", save_all=True, append_images=others)
    picture = prepared(picture_of(data.getvalue(), "moving.gif"))
    assert picture.renditions.count() == 3
    assert picture.colour == "#ffffff"


def test_a_picture_lying_on_its_side_has_no_rendition_twice():
    image, turned = Image.new("RGB", (700, 10)), Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    data = io.BytesIO()
    image.save(data, "JPEG", exif=turned)
    picture = prepared(picture_of(data.getvalue(), "turned.jpg"))
    assert [each["width"] for each in image_part(picture)["renditions"]] == [10, 10, 10]


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_stored_profile_of_other_colours_fails_nothing(mode):
    """As it was stored before such profiles were taken out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = io.BytesIO()
    Image.new(mode, (8, 8)).save(data, "JPEG", icc_profile=profile)
    picture = picture_of(data.getvalue(), "print.jpg")
    Path(picture.file.path).write_bytes(data.getvalue())
    assert prepared(picture).renditions.count() == 3


def test_what_is_ready_is_not_made_again(django_assert_num_queries):
    picture = make_picture("Cover")
    make_renditions.call(picture.pk)
    with django_assert_num_queries(2):
        make_renditions.call(picture.pk)


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


def test_a_missing_file_stops_nothing():
    picture = make_picture()
    Path(picture.file.path).unlink()
    assert record_of(make_book(cover=prepared(picture))).cover.renditions == []


def test_a_new_file_in_the_admin_has_new_renditions(admin_client, commits):
    cover = prepared(picture_of(encoded(Image.new("RGB", (8, 8), "red"), "PNG"), "red.png"))
    book = make_book(cover=cover)
    blue = ContentFile(encoded(Image.new("RGB", (9, 9), "blue"), "PNG"), name="blue.png")
    form = {"title": "Cover", "file": blue, "collection": cover.collection_id, "tags": ""}
    before = record_of(book).cover
    with commits(execute=True):
        assert admin_client.post(f"/admin/images/{cover.pk}/", form).status_code == 302
    after = record_of(book).cover
    assert [each.width for each in after.renditions] == [9, 9, 9]
    assert after.colour != before.colour


def test_files_follow_the_address_of_their_site():
    sample = Document.objects.create(title="Sample", file=ContentFile(b"%PDF", name="s.pdf"))
    ada = ContributorFactory(photo=make_picture())
    book = make_book(contributor=ada)
    book.formats = [Format(form=Form.PDF, sample=sample)]
    book.save()
    site = Site.objects.get()
    site.hostname, site.port = "books.example.com", 443
    site.save()
    assert record_of(book).formats[0].sample.url == f"https://books.example.com{sample.url}"
    photo = f'"https://books.example.com{ada.photo.file.url}"'
    assert photo in Publication.objects.get(kind="contributor").record


def test_addresses_of_a_storage_elsewhere_stay_as_they_are(monkeypatch):
    cover = prepared(make_picture())
    monkeypatch.setattr(cover.file.storage, "base_url", "https://cdn.example.com/")
    image = record_of(make_book(cover=cover)).cover
    assert image.url == f"https://cdn.example.com/{cover.file.name}"
    assert all(each.url.startswith("https://cdn.example.com/") for each in image.renditions)


def test_a_page_offers_every_type_with_its_measures(client):
    cover = prepared(make_picture(size=(8, 12)))
    content = client.get(make_book(cover=cover).url).content.decode()
    types = re.findall(r'<source type="([^"]+)" srcset="/media/images/[^"]+ 8w" sizes=', content)
    assert types == ["image/avif", "image/webp"]
    assert re.search(r'<img src="[^"]+\.jpg" srcset="[^"]+ 8w" [^>]*width="8" height="12"', content)


def test_reading_makes_no_file_and_writes_nothing(client):
    figure = {"image": make_picture("figure"), "alt": "A map", "caption": ""}
    ada = ContributorFactory(photo=make_picture("photo"))
    cover = prepared(make_picture("cover"))
    book = make_book(contributor=ada, cover=cover, description=[("image", figure)])
    pages = ["/", make_catalogue().url, book.url, ada.get_absolute_url(), make_content_page().url]
    api = ["v3/books/", f"v3/books/{book.pk}/", "v3/contributors/", "v3/changes/"]
    api += [f"v3/pages/{book.pk}/", f"v2/pages/{book.pk}/"]
    files = set(Path(settings.MEDIA_ROOT).rglob("*"))
    with CaptureQueriesContext(connection) as queries:
        for address in (*pages, *(f"/api/{each}" for each in api)):
            assert client.get(address).status_code == 200, address
    written = [each["sql"] for each in queries if re.match("INSERT|UPDATE|DELETE", each["sql"])]
    assert written == []
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == files
