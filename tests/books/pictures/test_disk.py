"""A disk that is full or fails is not taken for a broken picture."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from wagtail.images.models import Filter, SourceImageIOError

from books.images import make_renditions
from books.models import Picture
from books.pictures.files import PictureFile
from books.pictures.wagtail_patches import get_steps, open_with_willow
from books.share_images.making import cover_of
from books.share_images.shown import Shown
from tests.books.pictures.samples import photo
from tests.factories import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def unwritable(settings, tmp_path) -> Callable[[str], None]:
    """Nothing can be stored: where the folder should be made, there is a file."""

    def block(folder: str) -> None:
        (tmp_path / folder).write_bytes(b"")
        settings.MEDIA_ROOT = str(tmp_path)

    return block


def make_unreadable(name: str) -> None:
    """For reading it there is an error of the system, and not the one of a file that is gone."""
    path = Path(settings.MEDIA_ROOT, name)
    path.unlink()
    path.mkdir()


def test_renditions_that_cannot_be_stored_are_for_later(unwritable):
    picture = make_picture(size=(8, 8))
    data = picture.file.read()
    unwritable("images")
    Path(settings.MEDIA_ROOT, "original_images").mkdir()
    Path(settings.MEDIA_ROOT, picture.file.name).write_bytes(data)
    with pytest.raises(OSError), transaction.atomic():
        make_renditions.call(picture.pk)
    assert Picture.objects.get().problem == ""
    Path(settings.MEDIA_ROOT, "images").unlink()
    make_renditions.call(picture.pk)
    assert Picture.objects.get().renditions.count() == 3


def test_a_file_that_the_system_cannot_read_is_for_later():
    picture = make_picture(size=(8, 8))
    make_unreadable(picture.file.name)
    with pytest.raises(OSError):
        make_renditions.call(picture.pk)
    assert Picture.objects.get().problem == ""


def test_the_last_rendition_fails_as_the_others_do():
    """Wagtail makes a single one in another way."""
    picture = make_picture(size=(8, 8))
    make_renditions.call(picture.pk)
    picture.renditions.first().delete()
    make_unreadable(picture.file.name)
    with pytest.raises(OSError):
        make_renditions.call(picture.pk)
    assert Picture.objects.get().problem == ""


def test_lists_show_a_sign_meanwhile(editor, unwritable):
    make_picture(size=(8, 8))
    unwritable("images")
    for page in ("/admin/images/", "/admin/images/chooser/"):
        assert editor.get(page).status_code == 200


def test_a_picture_that_cannot_be_measured_now_is_not_taken_for_a_broken_one():
    picture = make_picture(size=(8, 8))
    make_unreadable(picture.file.name)
    file = PictureFile(picture, picture._meta.get_field("file"), picture.file.name)
    with pytest.raises(OSError):
        file.get_image_dimensions()


def test_a_share_image_waits_for_its_cover():
    picture = make_picture(size=(8, 8))
    shown = Shown("A title", "", (), "", cover=picture.file.name)
    assert cover_of(shown).mode == "RGB"
    make_unreadable(picture.file.name)
    with pytest.raises(OSError):
        cover_of(shown)
    Path(settings.MEDIA_ROOT, picture.file.name).rmdir()
    assert cover_of(shown) is None


SPECS = ["original", "width-20", "fill-10x10-c50", "max-30x30", "scale-50", "min-9x9", "height-7"]
SPECS += [f"width-20|format-{name}" for name in ("avif", "jpeg", "png", "webp", "gif", "ico")]
SPECS += ["width-20|format-webp-lossless", "width-20|format-avif-lossless|avifquality-40"]
SPECS += ["width-20|format-jpeg|jpegquality-40|bgcolor-ff0000", "width-20|webpquality-9"]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("ending", ["png", "gif", "jpg"])
def test_wagtails_filters_do_what_they_do_in_wagtail(spec, ending, monkeypatch, tmp_path):
    """Fails when another Wagtail asks of a picture what `Steps` does not know."""
    picture = make_picture(size=(60, 40))
    path = Path(picture.file.path).with_suffix(f".{ending}")
    path.write_bytes(photo(ending))
    Picture.objects.update(file=f"original_images/{path.name}", width=64, height=32)
    picture = Picture.objects.get()

    def run() -> bytes:
        with (tmp_path / "output").open("w+b") as output:
            Filter(spec).run(picture, output)
            output.seek(0)
            return output.read()

    ours = run()
    assert Filter.get_willow_image is get_steps
    monkeypatch.setattr(Filter, "get_willow_image", open_with_willow)
    assert run() == ours


def test_a_preview_of_a_broken_picture_is_not_found(editor):
    picture = make_picture(size=(8, 8))
    Picture.objects.update(uploaded_by_user=editor.user)
    preview = f"/admin/images/{picture.pk}/preview/width-100/"
    assert editor.get(preview).status_code == 200
    Path(picture.file.path).write_bytes(b"no picture")
    assert editor.get(preview).status_code == 404
    with pytest.raises(SourceImageIOError):
        picture.get_rendition("width-3")
