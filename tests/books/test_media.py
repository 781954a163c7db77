"""Who is served which image file: what is public, keys, caches, private pages, avatars."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.signing import TimestampSigner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.users.models import UserProfile

from books.image_keys import KEY_LASTS, ImageKey, addresses_with_keys
from books.images import address_of_image, image_part, make_renditions
from books.models import BookPage, DraftShare, Picture
from home.roles import MARKETING_EDITORS
from tests.factories import ContributorFactory, make_book, make_content_page, make_picture
from tests.roles import log_in

pytestmark = pytest.mark.django_db

PRIVATE = "private, no-store"
OPEN = "public, max-age=300, s-maxage=0"
IMAGE_ADDRESS = re.compile(r"/media/[^\s\",]+")


@pytest.fixture
def cover() -> Picture:
    """Of a draft; nobody else may see it yet."""
    cover = make_picture()
    make_renditions.call(cover.pk)
    return Picture.objects.get(pk=cover.pk)


@pytest.fixture
def draft(cover) -> BookPage:
    figure = {"image": make_picture("map"), "alt": "A map", "caption": ""}
    make_renditions.call(figure["image"].pk)
    ada = ContributorFactory(photo=make_picture("photo"))
    book = make_book(contributor=ada, cover=cover, description=[("image", figure)], live=False)
    book.save_revision()
    return book


def keyed_addresses(cover: Picture) -> list[str]:
    with addresses_with_keys():
        return [address_of_image(each) for each in (cover, *cover.renditions.all())]


def test_a_key_opens_all_files_of_its_image(client, cover):
    for address in keyed_addresses(cover):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == PRIVATE
        assert client.get(address.partition("?")[0]).status_code == 404


def test_a_key_ends_after_a_day(client, cover, monkeypatch):
    day = KEY_LASTS.total_seconds()
    keys = {}
    for age in (day - 60, day + 60):
        with monkeypatch.context() as earlier:
            then = timezone.now().timestamp() - age
            earlier.setattr("django.core.signing.time.time", lambda then=then: then)
            keys[age] = str(ImageKey(cover.pk))
    assert client.get(cover.file.url, {"key": keys[day - 60]}).status_code == 200
    assert client.get(cover.file.url, {"key": keys[day + 60]}).status_code == 404


def test_no_other_key_opens_it(client, cover):
    key = str(ImageKey(cover.pk))
    forged = [
        *("", "x", str(cover.pk), "é", "..", key[:-1], key + "x", key.replace(".", ":")),
        str(ImageKey(make_picture().pk)),
        str(ImageKey(cover.pk + 1000)),
        TimestampSigner(sep=".").sign(str(cover.pk)),
        str(ImageKey(cover.pk, share_id=1)),
        DraftShare.signer().sign(cover.pk),
    ]
    for each in forged:
        assert client.get(cover.file.url, {"key": each}).status_code == 404, each


def test_no_address_has_a_key_but_within(cover):
    plain = str(image_part(cover))
    with addresses_with_keys():
        keyed = str(image_part(cover))
    assert "key=" not in plain
    assert str(image_part(cover)) == plain
    assert re.sub(r"\?key=[\w.-]+", "", keyed) == plain
    # Every address of the record, those in its three `srcset` too.
    assert keyed.count("?key=") == plain.count("/media/") == 7


def test_addresses_of_a_storage_elsewhere_have_no_key(cover, monkeypatch):
    monkeypatch.setattr(cover.file.storage, "base_url", "https://cdn.example.com/")
    assert not any("key=" in address for address in keyed_addresses(cover))


def test_whoever_has_the_link_to_a_draft_sees_its_images(client, draft):
    tomorrow = timezone.now() + timedelta(days=1)
    share = DraftShare.objects.create(book=draft, expires_at=tomorrow)
    page = client.get(share.get_absolute_url()).content.decode()
    record = client.get(f"/api/v3/previews/{share.token}/").content.decode()
    for shown in (page, record):
        addresses = set(IMAGE_ADDRESS.findall(shown))
        assert len(addresses) >= 6
        assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("ending", ["revoked", "expired"])
def test_with_the_link_to_a_draft_end_the_keys_to_its_images(client, draft, ending):
    now = timezone.now()
    share = DraftShare.objects.create(book=draft, expires_at=now + timedelta(days=1))
    record = client.get(f"/api/v3/previews/{share.token}/").content.decode()
    shown = client.get(share.get_absolute_url()).content.decode() + record
    ended = {"revoked": {"revoked_at": now}, "expired": {"expires_at": now}}
    DraftShare.objects.update(**ended[ending])
    addresses = set(IMAGE_ADDRESS.findall(shown))
    assert {client.get(address).status_code for address in addresses} == {404}


def test_whoever_may_read_a_private_page_sees_its_images(client, draft):
    draft.get_latest_revision().publish()
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=draft.pk), restriction_type="password", password="open"
    )
    assert not IMAGE_ADDRESS.search(client.get(draft.url).content.decode())
    address = f"/_util/authenticate_with_password/{restriction.pk}/{draft.pk}/"
    client.post(address, {"password": "open", "return_url": draft.url})
    response = client.get(draft.url)
    main = response.content.decode().partition("<main")[2]
    addresses = set(IMAGE_ADDRESS.findall(main))
    assert len(addresses) == 6
    assert {client.get(each).status_code for each in addresses} == {200}
    assert "no-store" in response["Cache-Control"]


def test_a_content_page_makes_its_images_public(client, cover):
    body = [("image", {"image": cover, "alt": "A map", "caption": ""})]
    page = make_content_page(body=body)
    assert client.get(cover.file.url).status_code == 200
    page.unpublish()
    assert client.get(cover.file.url).status_code == 404


def test_a_public_image_costs_one_query_and_can_be_asked_for_again(
    client, cover, django_assert_num_queries
):
    make_book(cover=cover)
    for address in (cover.file.url, cover.renditions.first().file.url):
        with django_assert_num_queries(1):
            response = client.get(address)
        assert response["Cache-Control"] == OPEN
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(address, headers={"if-modified-since": response["Last-Modified"]})
        assert again.status_code == 304


def test_a_hidden_image_is_as_a_missing_one(client, cover):
    client.get("/media/warm/")
    answers, counts = set(), set()
    seen_later = {"if-modified-since": "Mon, 01 Jan 2125 00:00:00 GMT"}
    for address in ("/media/original_images/nothing.png", cover.file.url):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers=seen_later)
        answers.add((response.status_code, response.content))
        counts.add(len(queries))
        assert not any("session" in query["sql"] for query in queries)
    assert len(answers) == len(counts) == 1
    assert response.status_code == 404
    assert client.head(cover.file.url).status_code == 404


def test_an_editor_sees_what_is_hidden_and_no_cache_keeps_it(cover):
    editor = log_in(MARKETING_EDITORS)
    response = editor.get(cover.file.url)
    assert response["Cache-Control"] == PRIVATE
    since = {"if-modified-since": response["Last-Modified"]}
    assert editor.get(cover.file.url, headers=since)["Cache-Control"] == PRIVATE
    make_book(cover=cover)
    assert editor.get(cover.file.url)["Cache-Control"] == OPEN


def test_a_login_without_the_admin_opens_nothing(client, cover):
    client.force_login(get_user_model().objects.create_user("reader"))
    assert client.get(cover.file.url).status_code == 404


def test_avatars_are_for_editors_alone(client):
    editor = log_in(MARKETING_EDITORS)
    profile = UserProfile.get_for_user(editor.user)
    profile.avatar.save("me.png", ContentFile(make_picture().file.read()))
    assert editor.get(profile.avatar.url)["Cache-Control"] == PRIVATE
    assert client.get(profile.avatar.url).status_code == 404
    assert editor.get("/media/avatar_images/../documents/x.pdf").status_code == 404
