"""Every way by which a picture's file comes in: what is refused, and what is stored."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import APIToken, UploadedFile
from wagtail.users.models import UserProfile

from books.images import make_renditions
from books.models import Picture
from tests.books.pictures.samples import SECRET, cut_off, photo, png_of_size
from tests.config.problems import problem
from tests.factories import make_book, make_picture

pytestmark = pytest.mark.django_db
CHOOSER = "/admin/images/chooser/create/"


def form_with(data: bytes, name: str, prefix: str = "") -> dict:
    fields = {"title": "A photo", "collection": 1, "tags": "", "description": ""}
    fields["file"] = SimpleUploadedFile(name, data)
    return {f"{prefix}{key}": value for key, value in fields.items()}


def add(client: Client, data: bytes, name: str) -> str:
    return client.post("/admin/images/add/", form_with(data, name)).content.decode()


def add_among_many(client: Client, data: bytes, name: str) -> str:
    fields = {"title": "A photo", "collection": 1, "files[]": SimpleUploadedFile(name, data)}
    return client.post("/admin/images/multiple/add/", fields).json().get("error_message", "")


def choose(client: Client, data: bytes, name: str) -> str:
    form = form_with(data, name, "image-chooser-upload-")
    response = client.post(CHOOSER, form)
    assert response.status_code == 200
    return response.json().get("htmlFragment", str(response.json()))


def send(client: Client, data: bytes, name: str) -> str:
    _, key = APIToken.create_token(user=client.user, name="app")
    response = Client().post(
        "/api/v3/images/", form_with(data, name), headers={"Authorization": f"Bearer {key}"}
    )
    return "" if response.status_code == 201 else str(problem(response, 422))


def store(client: Client, data: bytes, name: str) -> str:
    try:
        Picture.objects.create(title="A photo", file=ContentFile(data, name=name))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def replace(client: Client, data: bytes, name: str) -> str:
    picture = Picture.objects.order_by("pk").first() or make_picture(size=(3, 3))
    Picture.objects.filter(pk=picture.pk).update(uploaded_by_user=client.user)
    form = form_with(data, name)
    return client.post(f"/admin/images/{picture.pk}/", form).content.decode()


FORMS = [add, add_among_many, choose, send, replace]


@pytest.mark.parametrize("door", [*FORMS, store])
@pytest.mark.parametrize("ending", ["jpg", "gif", "png", "webp", "avif"])
def test_a_damaged_file_is_refused_at_every_door(editor, door, ending):
    said = door(editor, cut_off(ending), f"photo.{ending}")
    assert "damaged or cut off" in said
    assert [each.width for each in Picture.objects.all()] in ([], [3])


@pytest.mark.parametrize("door", FORMS)
@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (png_of_size(16000, 16000), "bomb.png", "too many pixels"),
        (png_of_size(6400, 6400), "large.png", "too many pixels"),
        (photo("png"), "photo.jpg", "extension does not match"),
        (photo("gif"), "photo.webp", "extension does not match"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", "SVG|not a|Not a"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.png", "valid image"),
        (b"no picture", "text.png", "valid image"),
        (photo("png")[:20], "start.png", "damaged|valid image"),
    ],
)
def test_the_reason_stands_at_the_field(editor, door, data, name, reason):
    assert re.search(reason, door(editor, data, name))
    assert [each.width for each in Picture.objects.all()] in ([], [3])


@pytest.mark.parametrize("door", [*FORMS, store])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_the_stored_file_is_upright_and_tells_nothing(editor, door, orientation):
    door(editor, photo("jpg", orientation), "photo.jpg")
    picture = Picture.objects.get()
    data = picture.file.read()
    assert SECRET not in data
    size = (32, 64) if orientation == 6 else (64, 32)
    assert (picture.width, picture.height) == size == Image.open(io.BytesIO(data)).size
    assert picture.file_size == len(data)
    stored = picture.file_hash
    picture._set_file_hash()
    assert picture.file_hash == stored
    make_renditions.call(picture.pk)
    for rendition in picture.renditions.all():
        assert SECRET not in rendition.file.read()
        assert (rendition.width > rendition.height) == (size[0] > size[1])


def test_the_api_says_how_a_turned_photo_stands(editor):
    send(editor, photo("jpg", 8), "photo.jpg")
    book = make_book(cover=Picture.objects.get())
    cover = Client().get(f"/api/v3/books/{book.pk}/").json()["cover"]
    assert (cover["width"], cover["height"]) == (32, 64)


def test_a_file_that_waits_for_its_title_(editor):
    fields = {"title": "x" * 300, "collection": 1}
    fields["files[]"] = SimpleUploadedFile("photo.jpg", photo("jpg", 6))
    said = editor.post("/admin/images/multiple/add/", fields).json()
    upload = UploadedFile.objects.get(pk=said["uploaded_file_id"])
    prefix = f"uploaded-image-{upload.pk}-"
    form = {f"{prefix}title": "A photo", f"{prefix}tags": "", f"{prefix}collection": 1}
    address = f"/admin/images/multiple/create_from_uploaded_image/{upload.pk}/"
    assert editor.post(address, form).json()["success"]
    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.title) == (32, 64, "A photo")
    assert picture.file_size == len(picture.file.read())


@pytest.mark.parametrize("ending", ["jpg", "gif"])
def test_a_damaged_profile_picture_is_refused(editor, ending):
    form = {"avatar-avatar": SimpleUploadedFile(f"me.{ending}", cut_off(ending))}
    response = editor.post("/admin/account/", {**account_form(editor), **form})
    assert "damaged or cut off" in response.content.decode()
    assert not UserProfile.get_for_user(editor.user).avatar


def test_a_profile_picture_tells_nothing(editor):
    form = {"avatar-avatar": SimpleUploadedFile("me.jpg", photo("jpg", 6))}
    assert editor.post("/admin/account/", {**account_form(editor), **form}).status_code == 302
    data = UserProfile.get_for_user(editor.user).avatar.read()
    assert SECRET not in data
    assert Image.open(io.BytesIO(data)).size == (32, 64)


def account_form(client: Client) -> dict:
    """What the account page posts when nothing is changed."""
    form = client.get("/admin/account/").context["panels_by_tab"]
    fields = {}
    for panels in form.values():
        for panel in panels:
            each = panel.get_form()
            values = {each.add_prefix(name): each[name].value() for name in each.fields}
            fields |= {name: value for name, value in values.items() if value}
    return fields | {"name_email-first_name": "Ed", "name_email-last_name": "Itor"}
