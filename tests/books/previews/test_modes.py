"""The preview pane: the web page, a phone, a card, a search result, the record, front ends."""

import html
import json
import re

import pytest
from django.core.exceptions import ValidationError

from books.images import make_renditions
from books.models import BookPage, FrontEnd, PublisherSettings, UnsavedDraft
from books.previews.coloured import coloured_json
from books.record import BookRecord
from tests.books.admin.forms import book_form, form_of
from tests.factories import make_book, make_catalogue, make_picture, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> BookPage:
    return make_book("Walden", cover=make_picture())


@pytest.fixture
def front_end() -> FrontEnd:
    publisher = PublisherSettings.for_site(make_site().get_site())
    publisher.front_ends = [
        FrontEnd(name="Our app", url_template="https://app.example.com/draft/{token}?x=1")
    ]
    publisher.save()
    return FrontEnd.objects.get()


def preview(editor, book: BookPage, mode: str, **fields):
    """What the pane shows after `fields` were typed and nothing was saved."""
    address = f"/admin/pages/{book.pk}/edit/preview/"
    posted = editor.post(address, form_of(book, **fields))
    assert posted.json()["is_valid"], posted.content
    return editor.get(address, {"mode": mode, "in_preview_panel": "true"})


def test_every_mode_shows_what_was_typed(editor, book):
    for mode in ("", "phone", "social", "search"):
        response = preview(editor, book, mode, seo_title="Ponds & Woods")
        assert response.status_code == 200
        assert "Ponds" in response.content.decode()
    assert BookPage.objects.get(pk=book.pk).seo_title == ""


def test_the_phone_frames_the_page(editor, book):
    response = preview(editor, book, "phone", tagline='He said "yes"')
    framed = re.search(r'srcdoc="([^"]*)"', response.content.decode())[1]
    page = html.unescape(framed)
    assert "<h1" in page
    assert "He said" in page
    assert "wagtail-userbar" not in page


def test_the_card_is_what_the_page_tells_other_sites(client, editor, book):
    make_renditions.call(book.cover_id)
    card = preview(editor, book, "social", cover=book.cover_id).content.decode()
    page = client.get(book.url).content.decode()
    told = dict(re.findall(r'property="og:(\w+)" content="([^"]*)"', page))
    assert told["title"] in card
    assert told["url"] == book.full_url
    assert told["image"].startswith("http://localhost/media/images/")
    assert told["image"] in card


def test_a_book_without_a_meta_description_is_told_by_its_text(editor, book):
    assert "All about it." in preview(editor, book, "search").content.decode()
    own = preview(editor, book, "search", search_description="By a pond.").content.decode()
    assert "By a pond." in own
    assert "no meta description" not in own


def test_the_record_is_the_apis(editor, book):
    page = preview(editor, book, "record", subtitle="<Or> & more").content.decode()
    code = re.search(r"<code>(.*)</code>", page, re.DOTALL)[1]
    record = BookRecord.model_validate(json.loads(html.unescape(re.sub(r"<[^>]+>", "", code))))
    assert (record.id, record.subtitle) == (book.pk, "<Or> & more")


def test_colours_change_nothing_of_the_json():
    text = '{"a": ["x\\"<b>", -1.5e3, true, null], "b: \\\\": {}}'
    coloured = coloured_json(text)
    assert html.unescape(re.sub(r"<[^>]+>", "", coloured)) == text
    assert '<span class="name">' in coloured
    assert "<b>" not in coloured


def test_a_front_end_is_given_a_token_for_what_is_typed(client, editor, book, front_end):
    response = preview(editor, book, f"front-end-{front_end.pk}", tagline="Being typed")
    address = html.unescape(re.search(r'src="([^"]*)"', response.content.decode())[1])
    token = address.removeprefix("https://app.example.com/draft/").removesuffix("?x=1")
    assert "frame-src https://app.example.com" in response["Content-Security-Policy"]
    record = client.get(f"/api/v3/previews/{token}/").json()
    assert record["tagline"] == "Being typed"
    assert BookPage.objects.get(pk=book.pk).tagline == ""
    preview(editor, book, f"front-end-{front_end.pk}", tagline="Typed on")
    assert client.get(f"/api/v3/previews/{token}/").json()["tagline"] == "Typed on"
    assert UnsavedDraft.objects.count() == 1


def test_the_token_of_what_is_typed_ends(client, editor, book, front_end):
    preview(editor, book, f"front-end-{front_end.pk}")
    draft = UnsavedDraft.objects.get()
    UnsavedDraft.objects.update(updated_at=draft.updated_at - UnsavedDraft.LASTS)
    assert client.get(f"/api/v3/previews/{draft.token}/").status_code == 404


def test_modes_name_the_front_ends_of_the_publisher(book, front_end):
    assert book.preview_modes[-1] == (f"front-end-{front_end.pk}", "Our app")
    assert [name for name, _label in book.preview_modes][:2] == ["", "phone"]


def test_a_new_book_says_why_it_has_no_record_yet(editor, front_end):
    address = f"/admin/pages/add/books/bookpage/{make_catalogue().pk}/preview/"
    assert editor.post(address, book_form()).json()["is_valid"]
    for mode in ("record", f"front-end-{front_end.pk}", "front-end-999"):
        response = editor.get(address, {"mode": mode})
        assert response.status_code == 200
        assert "Nothing to show yet" in response.content.decode()
    assert "A Voyage Out" in editor.get(address, {"mode": "social"}).content.decode()


@pytest.mark.parametrize(
    "template",
    [
        "https://app.example.com/draft/",
        "javascript:alert({token})",
        "https://{token}.example.com/",
        "app.example.com/{token}",
        "https://app.example.com/;frame-src *;{token}\nx",
    ],
)
def test_an_address_that_cannot_be_a_front_end_is_refused(template):
    with pytest.raises(ValidationError):
        FrontEnd(name="App", url_template=template).clean_fields(exclude=["settings"])
