"""What editors are told of pictures with which something is wrong, and what they do about it."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from PIL import Image

from books.images import make_renditions, ready_renditions
from books.models import Picture, Publication
from tests.books.pictures.samples import PROFILE, SECRET, cut_off, photo
from tests.factories import make_book, make_picture
from tests.roles import log_in

pytestmark = pytest.mark.django_db
LOST, FAILED = "colour profile was damaged", "No sizes for the website"


def upload(client, data: bytes, name: str, picture: Picture | None = None) -> Picture:
    """By the form that adds one, or by that of the picture."""
    form = {"title": "A photo", "collection": 1, "tags": "", "description": ""}
    form |= {"file": SimpleUploadedFile(name, data)} if data else {}
    address = f"/admin/images/{picture.pk}/" if picture else "/admin/images/add/"
    assert client.post(address, form).status_code == 302
    return Picture.objects.latest("pk")


def texts(client, picture: Picture) -> tuple[str, str]:
    """The dashboard, and the picture's own page."""
    pages = ("/admin/", f"/admin/images/{picture.pk}/")
    return tuple(client.get(page).content.decode() for page in pages)


def test_a_lost_profile_is_told_until_the_picture_is_saved(editor):
    picture = upload(editor, photo("jpg", icc_profile=PROFILE[:200]), "photo.jpg")
    assert all(LOST in text for text in texts(editor, picture))
    make_renditions.call(picture.pk)
    assert len(ready_renditions(picture)) == 3
    assert all(LOST in text for text in texts(editor, picture))
    upload(editor, b"", "", picture)
    assert not any(LOST in text for text in texts(editor, picture))


def test_another_file_has_its_own_note(editor):
    picture = upload(editor, photo("jpg"), "photo.jpg")
    assert not any(LOST in text for text in texts(editor, picture))
    upload(editor, photo("png", icc_profile=PROFILE[:200]), "other.png", picture)
    assert all(LOST in text for text in texts(editor, picture))
    upload(editor, photo("png"), "third.png", picture)
    assert not any(LOST in text for text in texts(editor, picture))


def test_a_picture_without_renditions_is_told_until_it_has_them(editor, caplog):
    picture = upload(editor, photo("png"), "photo.png")
    path = Path(picture.file.path)
    whole = path.read_bytes()
    path.write_bytes(cut_off("png"))
    make_renditions.call(picture.pk)
    assert "No renditions of image" in caplog.text
    assert all(FAILED in text for text in texts(editor, picture))
    path.write_bytes(whole)
    make_renditions.call(picture.pk)
    assert not any(FAILED in text for text in texts(editor, picture))


@pytest.mark.parametrize("ending", ["jpg", "gif", "png", "webp", "avif"])
def test_a_damaged_file_that_is_stored_stops_no_list(editor, ending):
    picture = make_picture()
    Path(picture.file.path).write_bytes(cut_off(ending))
    for page in ("/admin/images/", "/admin/images/chooser/", f"/admin/images/{picture.pk}/"):
        assert editor.get(page).status_code == 200


def test_only_who_may_change_it_is_told(editor):
    picture = make_picture("Somebody else's")
    Picture.objects.filter(pk=picture.pk).update(problem=Picture.Problem.RENDITIONS)
    stranger = log_in("API readers", "stranger")
    assert FAILED not in stranger.get("/admin/").content.decode()


# Pictures as they were stored before uploads were normalized


@pytest.fixture
def store_as_it_is():
    def store(title: str, data: bytes, size: tuple[int, int], **fields) -> Picture:
        picture = make_picture(title)
        Path(picture.file.path).write_bytes(data)
        Picture.objects.filter(pk=picture.pk).update(
            width=size[0], height=size[1], file_size=len(data), **fields
        )
        return Picture.objects.get(pk=picture.pk)

    return store


def run(*options: str) -> tuple[str, str]:
    output, errors = io.StringIO(), io.StringIO()
    call_command("normalize_pictures", *options, stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def test_stored_pictures_are_normalized_once(store_as_it_is, django_capture_on_commit_callbacks):
    focal_point = {"focal_point_x": 16, "focal_point_y": 8}
    focal_point |= {"focal_point_width": 8, "focal_point_height": 4}
    lying = store_as_it_is("Lying", photo("png", 6), (64, 32), **focal_point)
    whole = make_picture("Whole")
    book = make_book(cover=lying)
    make_renditions.call(lying.pk)
    before = Publication.objects.get(kind="book", object_id=book.pk)
    assert run("--dry-run")[0].splitlines() == [
        f"{lying.file.name} ({lying.pk})",
        "1 pictures would change.",
    ]
    assert Picture.objects.get(pk=lying.pk).file.name == lying.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 pictures changed." in run()[0]
    upright = Picture.objects.get(pk=lying.pk)
    assert (upright.width, upright.height) == (32, 64)
    assert (upright.focal_point_x, upright.focal_point_y) == (8, 16)
    assert SECRET not in upright.file.read()
    assert not Path(lying.file.path).exists()
    assert Image.open(upright.renditions.first().file).size == (32, 64)
    after = Publication.objects.get(kind="book", object_id=book.pk)
    assert upright.file.name in after.record
    assert after.number > before.number
    assert run() == ("0 pictures changed.\n", "")
    assert Picture.objects.get(pk=whole.pk).file.name == whole.file.name


def test_a_lost_profile_of_a_stored_picture_is_told(store_as_it_is):
    picture = store_as_it_is("Old", photo("jpg", icc_profile=PROFILE[:200]), (64, 32))
    run()
    picture.refresh_from_db()
    assert picture.problem == Picture.Problem.PROFILE


def test_damaged_and_missing_files_are_named_and_the_others_done(store_as_it_is):
    half = cut_off("jpg")
    damaged = store_as_it_is("Damaged", half, (160, 160))
    missing = make_picture("Missing")
    Path(missing.file.path).unlink()
    old = store_as_it_is("Old", photo("webp"), (64, 32))
    errors = io.StringIO()
    with pytest.raises(CommandError, match="2 pictures cannot be read"):
        call_command("normalize_pictures", stdout=io.StringIO(), stderr=errors)
    lines = errors.getvalue().splitlines()
    assert [f"({each.pk}): " in line for each, line in zip((damaged, missing), lines, strict=True)]
    old = Picture.objects.get(pk=old.pk)
    assert SECRET not in old.file.read()
    assert Path(damaged.file.path).read_bytes() == half
