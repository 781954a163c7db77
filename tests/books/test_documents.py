"""Documents as they come in and as they are served: what may be one, how large, under what name."""

import io
from pathlib import PurePath
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import APIToken

from config.storage import MediaStorage
from tests.config.problems import problem

pytestmark = pytest.mark.django_db
HTML = b"<html><script>alert(1)</script>"
CHOOSER = "/admin/documents/chooser/create/"


def epub(mimetype: bytes = b"application/epub+zip", text: bytes = b"") -> bytes:
    output = io.BytesIO()
    with ZipFile(output, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("text.xhtml", text, ZIP_DEFLATED)
    return output.getvalue()


def form_with(data: bytes, name: str, prefix: str = "") -> dict:
    fields = {"title": "A sample", "collection": 1, "tags": ""}
    fields["file"] = SimpleUploadedFile(name, data)
    return {f"{prefix}{key}": value for key, value in fields.items()}


def add(client: Client, data: bytes, name: str) -> str:
    return client.post("/admin/documents/add/", form_with(data, name)).content.decode()


def add_among_many(client: Client, data: bytes, name: str) -> str:
    fields = {"title": "A sample", "collection": 1, "files[]": SimpleUploadedFile(name, data)}
    return client.post("/admin/documents/multiple/add/", fields).json().get("error_message", "")


def choose(client: Client, data: bytes, name: str) -> str:
    response = client.post(CHOOSER, form_with(data, name, "document-chooser-upload-"))
    return response.json().get("html", str(response.json()))


def send(client: Client, data: bytes, name: str) -> str:
    _, key = APIToken.create_token(user=client.user, name="app")
    headers = {"Authorization": f"Bearer {key}"}
    response = Client().post("/api/v3/documents/", form_with(data, name), headers=headers)
    return "" if response.status_code == 201 else str(problem(response, 422))


def replace(client: Client, data: bytes, name: str) -> str:
    old = ContentFile(b"old", name="old.txt")
    document = Document.objects.create(title="Old", file=old, uploaded_by_user=client.user)
    address = f"/admin/documents/edit/{document.pk}/"
    return client.post(address, form_with(data, name)).content.decode()


FORMS = [add, add_among_many, choose, send, replace]


def stored() -> list[str]:
    return [each.title for each in Document.objects.exclude(title="Old")]


@pytest.mark.parametrize("door", FORMS)
@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (HTML, "sample.pdf", "This file is no PDF"),
        (HTML + b"%PDF-1.7", "sample.PDF", "This file is no PDF"),
        (b"\x89PNG\r\n\x1a\n%PDF-1.7", "sample.pdf", "This file is no PDF"),
        (epub(b"text/html"), "sample.epub", "This file is no EPUB"),
        (epub()[:40], "sample.epub", "This file is no EPUB"),
        (HTML, "sample.html", "extension"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "sample.svg", "extension"),
        (b"%PDF-1.7", "sample.pdf.html", "extension"),
    ],
)
def test_what_is_no_document_is_refused_at_its_field(editor, door, data, name, reason):
    assert reason in door(editor, data, name)
    assert stored() == []


@pytest.mark.parametrize("door", FORMS)
def test_a_document_has_a_size_limit(editor, door, settings):
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 50 * 1024 * 1024
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000
    assert "too big" in door(editor, b"%PDF-" + b"\0" * 1000, "sample.pdf")
    assert stored() == []


def test_an_archive_that_grows_is_never_unpacked(editor):
    data = epub(text=b"\0" * 50_000_000)
    assert len(data) < 100_000
    add(editor, data, "sample.epub")
    assert Document.objects.get().file.read() == data


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (epub(), "sample.epub", "application/epub+zip"),
        (HTML, "sample.txt", "text/plain"),
        (b"%PDF-1.7" + HTML, "sample.pdf", "application/pdf"),
    ],
)
def test_nothing_that_is_served_can_run(editor, data, name, kind):
    add(editor, data, name)
    response = editor.get(Document.objects.get().url)
    assert response["Content-Type"].split(";")[0] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    disposition = response["Content-Disposition"].split(";")[0]
    # A PDF is shown by the browser's own reader, which a sandbox would close.
    assert (disposition, "sandbox" in policy) == (
        ("inline", False) if kind == "application/pdf" else ("attachment", True)
    )


@pytest.mark.parametrize("door", [add, send])
@pytest.mark.parametrize(
    "name",
    [
        "../../escape.txt",
        "a\\b\\..\\c.txt",
        "null\0.txt",
        "\u202etxt.exe.txt",
        "書" * 90 + ".txt",
        "é" * 250 + ".txt",
        "x" * 400 + ".txt",
        "..txt",
    ],
)
def test_any_name_can_be_stored_and_served(editor, door, name):
    door(editor, b"Some text", name)
    document = Document.objects.exclude(title="Old").get()
    folder, stored_name = PurePath(document.file.name).parts
    assert folder == "documents"
    assert len(stored_name.encode()) < 255
    assert not set(stored_name) & set('\r\n\0\u202e"/\\;')
    response = editor.get(document.url)
    assert b"".join(response.streaming_content) == b"Some text"
    assert response["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize(
    "name", ['a"b;filename=c.txt', "a\r\nSet-Cookie: b=c.txt", "\u2066a\u202e.txt"]
)
def test_a_name_says_nothing_to_headers(name):
    assert not set(MediaStorage().get_valid_name(name)) & set('\r\n\u202e\u2066":;= ')


def test_a_name_that_is_taken_finds_room(tmp_path):
    storage = MediaStorage(location=tmp_path)
    name = storage.get_valid_name("書" * 300 + ".epub")
    names = {storage.save(name, ContentFile(b"")) for _ in range(3)}
    assert len(names) == 3
    assert all(name.endswith(".epub") and len(name.encode()) < 255 for name in names)
